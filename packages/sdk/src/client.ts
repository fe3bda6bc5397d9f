import { type Approval, readApproval } from './answers/approval.ts'
import {
  type Grant,
  grantOf,
  type GrantPage,
  grantPageOf,
  type ListGrantsOptions,
  type ListGrantsPageOptions,
} from './answers/grant.ts'
import { type Me, readMe } from './answers/me.ts'
import { providerOf, type Provider } from './answers/provider.ts'
import {
  type ConnectPrincipal,
  type ConnectSession,
  type ConnectSessionOptions,
  sessionOf,
} from './answers/session.ts'
import { checkOptions, factsOf, type CallOptions } from './call.ts'
import type { ConnectedGrant, ConnectResult } from './connect/connect-result.ts'
import {
  askResult,
  connectHeadless,
  LONGEST_WAIT,
  pollSession,
  type ConnectOptions,
} from './connect/connect.ts'
import { createDocuments, keepDocuments, type VaultDocuments } from './documents.ts'
import { ProviderApiError } from './errors/errors.ts'
import { isAlterError } from './errors/guard.ts'
import { repairOf } from './errors/repair.ts'
import { awaitAnswer, type AwaitApprovalOptions } from './request/await-approval.ts'
import {
  createProviderFetch,
  type ProviderFetch,
  type ProviderFetchOptions,
} from './request/provider-fetch.ts'
import { buildProxyCall, type Method, type RequestOptions } from './request/proxy-request.ts'
import type { Settings } from './settings.ts'
import { requireUserToken, resolveUserToken } from './user.ts'
import { buildVaultCall, segment } from './vault/vault-call.ts'
import { callProvider, callVault } from './vault/vault-client.ts'

/** The user of the session, and how long to wait. */
export type ConnectResultOptions = ConnectPrincipal &
  Omit<CallOptions, 'userToken'> & {
    /** Seconds to wait for a change, 0 to 25. Default: 0. */
    wait?: number | undefined
  }

/** The calls that apps and agents share: connect accounts, list and use them. */
export abstract class Client {
  readonly #settings: Settings
  readonly #documents: VaultDocuments

  protected constructor(settings: Settings) {
    this.#settings = settings
    this.#documents = createDocuments(settings)
    keepDocuments(this, this.#documents)
  }

  /**
   * Creates a session for one connect flow. Its token is for the widget in the user's browser.
   * @throws AuthenticationError when there is no user and `principal: 'app'` is not given
   */
  async createConnectSession(options: ConnectSessionOptions = {}): Promise<ConnectSession> {
    return sessionOf(await this.#documents.createConnectSession(options))
  }

  /**
   * Creates the session that repairs an error: it connects what is missing, or authorizes the same grant again. Rejects
   * with the error itself when connecting cannot help.
   */
  async createConnectSessionForError(
    error: unknown,
    options: ConnectSessionOptions = {},
  ): Promise<ConnectSession> {
    if (error === undefined || error === null) {
      throw new TypeError('error is missing: write createConnectSessionForError(error).')
    }
    checkOptions(options, 'createConnectSessionForError(error, { userToken })')
    return this.createConnectSession({ ...repairOf(error), ...options })
  }

  /**
   * Connects from a terminal: opens the Connect page in a browser if there is one, prints its address and a progress
   * line, and waits. Ctrl-C cancels the session and ends the program, unless the program listens to `SIGINT` itself.
   * @throws ConnectFailedError when the user cancels, or the user or the provider refuses; ProviderMisconfiguredError
   * when the vault's operator must change a setting first
   */
  async connect(options: ConnectOptions = {}): Promise<ConnectedGrant[]> {
    checkOptions(options, "connect({ providers: ['google'], userToken })")
    const session = await this.createConnectSession(pollSession(options))
    const userToken = options.principal === 'app' ? null : () => this.#requireUser(options)
    return connectHeadless(this.#settings, session, options, userToken)
  }

  /**
   * Calls a provider's API with the user's grant. Resolves with the provider's own response.
   * @throws AlterError whose class says what to do; ProviderApiError for the provider's 4xx and 5xx
   */
  async request(method: Method, url: string, options: RequestOptions): Promise<Response> {
    checkOptions(options, "request('GET', url, { provider: 'google' })")
    const userToken = await this.#userOf(options)
    const call = buildProxyCall(this.#settings, method, url, options, userToken)
    const response = await callProvider(this.#settings, call).catch((error: unknown) => {
      if (options.approval !== 'wait' || !isAlterError(error, 'approval_required')) throw error
      return awaitAnswer(this.#settings, error.approvalId, userToken, { signal: options.signal })
    })
    if (response.status < 400 || options.throwOnError === false) return response
    const detail = `${call.provider ?? 'The provider'} answered ${response.status}.`
    throw new ProviderApiError(detail, { ...factsOf(call, response), status: response.status, response })
  }

  /**
   * The state of an approval that this caller asked for, with the same user.
   * @param approvalId `approvalId` of an `ApprovalRequiredError`
   */
  async getApprovalStatus(approvalId: string, options: CallOptions = {}): Promise<Approval> {
    checkOptions(options, 'getApprovalStatus(approvalId, { userToken })')
    const userToken = await this.#userOf(options)
    const path = `/sdk/approvals/${segment(approvalId, 'approvalId')}`
    const call = buildVaultCall(this.#settings, options, { method: 'GET', path, userToken })
    return callVault(this.#settings, call, readApproval)
  }

  /**
   * Waits until a human has decided and the call was made. Resolves with the provider's own response, which is kept for
   * ten minutes and can be requested again until then.
   * @param approvalId `approvalId` of an `ApprovalRequiredError`
   * @throws ApprovalDeniedError, ApprovalExpiredError or ApprovalExecutionFailedError when there is no answer;
   * ApprovalTimeoutError after `timeout`, while the approval stays open; ProviderApiError for the provider's 4xx and
   * 5xx
   * @example
   * const response = await app.awaitApproval(error.approvalId, { timeout: 60_000, userToken })
   */
  async awaitApproval(approvalId: string, options: AwaitApprovalOptions = {}): Promise<Response> {
    checkOptions(options, 'awaitApproval(approvalId, { timeout: 60_000 })')
    // `timeout` is for the human.
    const userToken = await this.#userOf({ ...options, timeout: undefined })
    const response = await awaitAnswer(this.#settings, approvalId, userToken, options)
    if (response.status < 400 || options.throwOnError === false) return response
    const { status } = response
    throw new ProviderApiError(`The provider answered ${status}.`, { status, response })
  }

  /**
   * A standard `fetch` with the user's grant, for clients that accept one: Octokit, a model's SDK, an MCP transport.
   * Answers of any status resolve. If the call does not reach the provider, it rejects with an AlterError. The client's
   * `authorization` header is removed, because the vault sets the user's.
   * @param options the grant; `userToken`, `timeout` and `reason` as in {@link App.request}
   * @throws TypeError for a call that the vault cannot make: another method, `redirect: 'manual'`
   * @example
   * const octokit = new Octokit({ request: { fetch: app.fetch({ provider: 'github' }) } })
   */
  fetch(options: ProviderFetchOptions): ProviderFetch {
    return createProviderFetch((method, url, call) => this.request(method, url, call), options)
  }

  /**
   * The state of a session's flow, for flows with `delivery: 'poll'` that have no waiting window.
   * @param sessionId `sessionId` of the session; its token belongs to the browser
   * @param options the same user as when the session was created; `wait`: seconds to wait for a change, 0 to 25,
   * default 0
   * @throws AuthenticationError `invalid_token` for a session of another app or user, or one that ended long ago
   */
  async getConnectResult(sessionId: string, options: ConnectResultOptions = {}): Promise<ConnectResult> {
    const { wait = 0 } = options
    if (!(wait >= 0 && wait <= LONGEST_WAIT))
      throw new TypeError(`wait is not a number of seconds from 0 to ${LONGEST_WAIT}.`)
    const userToken = options.principal === 'app' ? undefined : await this.#requireUser(options)
    return askResult(this.#settings, sessionId, { ...options, wait, userToken })
  }

  /** One page of the user's grants, or with `all: true` of all grants of the app. `cursor` leads to the next page. */
  async listGrants(options: ListGrantsPageOptions = {}): Promise<GrantPage> {
    return grantPageOf(await this.#documents.listGrants(options))
  }

  /** The same grants one by one, from all pages. */
  async *grants(options: ListGrantsOptions = {}): AsyncGenerator<Grant, void, undefined> {
    for await (const document of this.#documents.grants(options)) yield grantOf(document)
  }

  /**
   * The providers that this app may connect. They do not depend on a user, so a user token is sent only when it is
   * passed here.
   */
  async listProviders(options: CallOptions = {}): Promise<Provider[]> {
    return (await this.#documents.listProviders(options)).map(providerOf)
  }

  /** The owner of this key and what the key may do. It answers paused agents too. */
  async me(options: Pick<CallOptions, 'timeout' | 'signal'> = {}): Promise<Me> {
    checkOptions(options, 'me()')
    const call = buildVaultCall(this.#settings, options, { method: 'GET', path: '/sdk/me' })
    return callVault(this.#settings, call, readMe)
  }

  /** The user's JWT: the one of the call, of the getter, or of `withUser`. */
  #userOf(options: CallOptions): Promise<string | undefined> {
    return resolveUserToken(options, this.#settings)
  }

  #requireUser(options: CallOptions): Promise<string> {
    return requireUserToken(options, this.#settings)
  }
}
