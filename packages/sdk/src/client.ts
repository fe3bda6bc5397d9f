import { checkOptions, factsOf, type CallOptions } from './call.ts'
import { type Approval, readApproval } from './approval.ts'
import { awaitAnswer, type AwaitApprovalOptions } from './await-approval.ts'
import type { ConnectedGrant, ConnectResult } from './connect-result.ts'
import { askResult, connectHeadless, LONGEST_WAIT, pollSession, type ConnectOptions } from './connect.ts'
import { createDocuments, keepDocuments, type VaultDocuments } from './documents.ts'
import { ProviderApiError } from './errors.ts'
import { isAlterError } from './guard.ts'
import {
  type Grant,
  grantOf,
  type GrantPage,
  grantPageOf,
  type ListGrantsOptions,
  type ListGrantsPageOptions,
} from './grant.ts'
import { type Me, readMe } from './me.ts'
import { providerOf, type Provider } from './provider.ts'
import { createProviderFetch, type ProviderFetch, type ProviderFetchOptions } from './provider-fetch.ts'
import { buildProxyCall, type Method, type RequestOptions } from './proxy-request.ts'
import { repairOf } from './repair.ts'
import {
  type ConnectPrincipal,
  type ConnectSession,
  type ConnectSessionOptions,
  sessionOf,
} from './session.ts'
import type { Settings } from './settings.ts'
import { requireUserToken, resolveUserToken } from './user.ts'
import { buildVaultCall, segment } from './vault-call.ts'
import { callProvider, callVault } from './vault-client.ts'

/** Whose session it is, and how long to wait for it. */
export type ConnectResultOptions = ConnectPrincipal &
  Omit<CallOptions, 'userToken'> & {
    /** Seconds to wait until something changes, 0 to 25. Default: 0. */
    wait?: number
  }

/** What an app and an agent both can do with the vault: connect accounts, list and use them. */
export abstract class Client {
  readonly #settings: Settings
  readonly #documents: VaultDocuments

  protected constructor(settings: Settings) {
    this.#settings = settings
    this.#documents = createDocuments(settings)
    keepDocuments(this, this.#documents)
  }

  /**
   * Mints the token of one connect flow, for the widget in the user's browser.
   * @throws AuthenticationError when there is no user and `principal: 'app'` is not spelled out.
   */
  async createConnectSession(options: ConnectSessionOptions = {}): Promise<ConnectSession> {
    return sessionOf(await this.#documents.createConnectSession(options))
  }

  /**
   * Mints the session that repairs an error: connects what is missing, or authorizes the same grant again. Rejects
   * with the error itself where connecting cannot help.
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
   * Connects from a terminal: opens the Connect page in a browser where there is one, writes its address and a
   * progress line, and waits. Ctrl-C cancels the session and ends the program, unless it listens to `SIGINT` itself.
   * @throws ConnectFailedError when the user cancels or refuses, or the provider does; ProviderMisconfiguredError where
   * the operator of the vault has something to mend first.
   */
  async connect(options: ConnectOptions = {}): Promise<ConnectedGrant[]> {
    checkOptions(options, "connect({ providers: ['google'], userToken })")
    const session = await this.createConnectSession(pollSession(options))
    const userToken = options.principal === 'app' ? null : () => this.#requireUser(options)
    return connectHeadless(this.#settings, session, options, userToken)
  }

  /**
   * Calls a provider's API with the user's grant and answers the provider's own response.
   * @throws AlterError of the kind that says what to do; ProviderApiError on the provider's 4xx and 5xx.
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
   * How an approval stands that this caller asked for, with the same user.
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
   * Waits until a human has decided and the call is made, and answers the provider's own response. It is kept for ten
   * minutes, and can be asked for again until then.
   * @param approvalId `approvalId` of an `ApprovalRequiredError`
   * @throws ApprovalDeniedError, ApprovalExpiredError or ApprovalExecutionFailedError where there is no answer;
   *   ApprovalTimeoutError where `timeout` is over, after which the approval still stands; ProviderApiError on the
   *   provider's 4xx and 5xx.
   * @example
   * const response = await app.awaitApproval(error.approvalId, { timeout: 60_000, userToken })
   */
  async awaitApproval(approvalId: string, options: AwaitApprovalOptions = {}): Promise<Response> {
    checkOptions(options, 'awaitApproval(approvalId, { timeout: 60_000 })')
    const userToken = await this.#userOf(options)
    const response = await awaitAnswer(this.#settings, approvalId, userToken, options)
    if (response.status < 400 || options.throwOnError === false) return response
    const { status } = response
    throw new ProviderApiError(`The provider answered ${status}.`, { status, response })
  }

  /**
   * A standard `fetch` with the user's grant, for clients that take one: Octokit, a model's SDK, a transport of MCP.
   * Answers of any status resolve; what keeps a call from the provider rejects with an AlterError. An `authorization`
   * header of the client is left out, because the vault sets the user's.
   * @param options whose grant; `userToken`, `timeout` and `reason` as in {@link App.request}
   * @throws TypeError from a call that asks for what the vault cannot do: another method, `redirect: 'manual'`.
   * @example
   * const octokit = new Octokit({ request: { fetch: app.fetch({ provider: 'github' }) } })
   */
  fetch(options: ProviderFetchOptions): ProviderFetch {
    return createProviderFetch((method, url, call) => this.request(method, url, call), options)
  }

  /**
   * How the flow of a session stands. For flows with `delivery: 'poll'`, which no window waits for.
   * @param sessionId `sessionId` of the session; the token is the browser's
   * @param options whose session it is, as it was said when it was made; `wait`: seconds to wait until something
   *   changes, 0 to 25, default 0
   * @throws AuthenticationError `invalid_token` for a session that is not this app's and user's, or ended long ago.
   */
  async getConnectResult(sessionId: string, options: ConnectResultOptions = {}): Promise<ConnectResult> {
    const { wait = 0 } = options
    if (!(wait >= 0 && wait <= LONGEST_WAIT)) throw new TypeError(`wait is not 0 to ${LONGEST_WAIT} seconds.`)
    const userToken = options.principal === 'app' ? undefined : await this.#requireUser(options)
    return askResult(this.#settings, sessionId, { ...options, wait, userToken })
  }

  /** One page of the calling user's grants (the next by `cursor`), or of the whole app's with `all: true`. */
  async listGrants(options: ListGrantsPageOptions = {}): Promise<GrantPage> {
    return grantPageOf(await this.#documents.listGrants(options))
  }

  /** The same grants one by one, page after page. */
  async *grants(options: ListGrantsOptions = {}): AsyncGenerator<Grant, void, undefined> {
    for await (const document of this.#documents.grants(options)) yield grantOf(document)
  }

  /** What this app may connect. The catalog is the app's: a user token is sent only when passed here. */
  async listProviders(options: CallOptions = {}): Promise<Provider[]> {
    return (await this.#documents.listProviders(options)).map(providerOf)
  }

  /** Whose key this is, and what it may do. It answers a paused agent too. */
  async me(options: Pick<CallOptions, 'timeout' | 'signal'> = {}): Promise<Me> {
    checkOptions(options, 'me()')
    const call = buildVaultCall(this.#settings, options, { method: 'GET', path: '/sdk/me' })
    return callVault(this.#settings, call, readMe)
  }

  /** Whose call it is: the JWT of the call, of the getter, or of `withUser`. */
  #userOf(options: { userToken?: string }): Promise<string | undefined> {
    return resolveUserToken(options, this.#settings.userTokenGetter)
  }

  #requireUser(options: { userToken?: string }): Promise<string> {
    return requireUserToken(options, this.#settings.userTokenGetter)
  }
}
