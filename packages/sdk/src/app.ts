import { HEADER } from '@alter/protocol'
import { factsOf, type Call, type CallOptions } from './call.ts'
import { AuthenticationError, ProviderApiError } from './errors.ts'
import { readGrant, readGrantPage, readRevocation } from './grant.ts'
import type { Grant, GrantPage, GrantRevocation } from './grant.ts'
import { present } from './present.ts'
import { readProviders, type Provider } from './provider.ts'
import { buildProxyCall, type Method, type RequestOptions } from './proxy-request.ts'
import { repairOf } from './repair.ts'
import { readSession, sessionToWire } from './session.ts'
import type { ConnectSession, ConnectSessionOptions } from './session.ts'
import { checkTimeout, readSettings, type AppOptions, type Settings } from './settings.ts'
import { checkUserToken, resolveUserToken } from './user.ts'
import { callProvider, callVault } from './vault-client.ts'

export type ListGrantsOptions = Omit<CallOptions, 'userToken'> & {
  provider?: string
  /** Grants per page. Default: the vault's. */
  limit?: number
} & (
    | { userToken?: string; all?: never }
    /** Every grant of the app, whoever's; no user token is sent. */
    | { all: true; userToken?: never }
  )

/**
 * The vault as seen by an app's backend. Build it once; it holds no state of a user.
 * @throws TypeError naming the option at fault.
 */
export class App {
  readonly #settings: Settings

  constructor(options: AppOptions) {
    this.#settings = readSettings(options)
  }

  /**
   * Mints the token of one connect flow, for the widget in the user's browser.
   * @throws AuthenticationError when there is no user and `principal: 'app'` is not spelled out.
   */
  async createConnectSession(options: ConnectSessionOptions = {}): Promise<ConnectSession> {
    const body = sessionToWire(
      options,
      options.principal === 'app' ? undefined : await this.#requireUser(options),
    )
    return callVault(
      this.#settings,
      this.#call('POST', '/sdk/oauth/connect/session', options, { body }),
      readSession,
    )
  }

  /**
   * Mints the session that repairs an error: connects what is missing, or authorizes the same grant again. Rejects
   * with the error itself where connecting cannot help.
   */
  async createConnectSessionForError(
    error: unknown,
    options: ConnectSessionOptions = {},
  ): Promise<ConnectSession> {
    return this.createConnectSession({ ...repairOf(error), ...options })
  }

  /**
   * Calls a provider's API with the user's grant and answers the provider's own response.
   * @throws AlterError of the kind that says what to do; ProviderApiError on the provider's 4xx and 5xx.
   */
  async request(method: Method, url: string, options: RequestOptions): Promise<Response> {
    const userToken = await resolveUserToken(options, this.#settings.userTokenGetter)
    const call = buildProxyCall(this.#settings, method, url, options, userToken)
    const response = await callProvider(this.#settings, call)
    if (response.status < 400 || options.throwOnError === false) return response
    const detail = `${call.provider ?? 'The provider'} answered ${response.status}.`
    throw new ProviderApiError(detail, { ...factsOf(call, response), status: response.status, response })
  }

  /** One page of the calling user's grants, or of the whole app's with `all: true`. */
  async listGrants(options: ListGrantsOptions & { offset?: number } = {}): Promise<GrantPage> {
    const { provider, limit, offset, all } = options
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries({ provider, limit, offset, all })) {
      if (value !== undefined) query.set(name, String(value))
    }
    const userToken =
      all === true ? undefined : await resolveUserToken(options, this.#settings.userTokenGetter)
    const path = query.size === 0 ? '/sdk/grants' : `/sdk/grants?${query.toString()}`
    return callVault(this.#settings, this.#call('GET', path, options, { userToken, provider }), readGrantPage)
  }

  /** The same grants one by one, page after page. */
  async *grants(options: ListGrantsOptions = {}): AsyncGenerator<Grant, void, undefined> {
    for (let offset = 0; ;) {
      const page = await this.listGrants({ ...options, offset })
      yield* page.grants
      offset += page.grants.length
      if (page.grants.length === 0 || offset >= page.total) return
    }
  }

  /** Deletes the grant's tokens and revokes them at the provider where it offers that; cannot be undone. */
  async revokeGrant(
    grantId: string,
    options: CallOptions & { reason?: string } = {},
  ): Promise<GrantRevocation> {
    const userToken = await resolveUserToken(options, this.#settings.userTokenGetter)
    const path = `/sdk/grants/${segment(grantId)}/revoke`
    const body = present({ reason: options.reason })
    return callVault(this.#settings, this.#call('POST', path, options, { userToken, body }), readRevocation)
  }

  /** Makes this grant the one that is used when the user has several at its provider. */
  async setDefaultGrant(grantId: string, options: CallOptions = {}): Promise<Grant> {
    const userToken = await resolveUserToken(options, this.#settings.userTokenGetter)
    const path = `/sdk/grants/${segment(grantId)}/default`
    return callVault(this.#settings, this.#call('PUT', path, options, { userToken }), readGrant)
  }

  /** What this app may connect. The catalog is the app's: a user token is sent only when passed here. */
  async listProviders(options: CallOptions = {}): Promise<Provider[]> {
    const userToken = 'userToken' in options ? checkUserToken(options.userToken) : undefined
    return callVault(
      this.#settings,
      this.#call('GET', '/sdk/providers', options, { userToken }),
      readProviders,
    )
  }

  async #requireUser(options: { userToken?: string }): Promise<string> {
    const userToken = await resolveUserToken(options, this.#settings.userTokenGetter)
    if (userToken !== undefined) return userToken
    const fix = "pass userToken, give App a userTokenGetter, or spell out principal: 'app'"
    throw new AuthenticationError('user_token_required', `No user to connect for: ${fix}.`)
  }

  #call(
    method: string,
    path: string,
    options: Omit<CallOptions, 'userToken'>,
    parts: { userToken?: string | undefined; provider?: string | undefined; body?: object },
  ): Call {
    const headers = new Headers({ accept: 'application/json', [HEADER.apiKey]: this.#settings.apiKey })
    if (parts.userToken !== undefined) headers.set(HEADER.userToken, parts.userToken)
    if (parts.body !== undefined) headers.set('content-type', 'application/json')
    return present({
      method,
      path,
      url: this.#settings.baseUrl + path.replace(/\?.*/, ''),
      headers,
      body: parts.body && JSON.stringify(parts.body),
      provider: parts.provider,
      timeout: checkTimeout(options.timeout ?? this.#settings.timeout),
      signal: options.signal,
    })
  }
}

/** A grant id as one path segment: `.` and `..` would be another endpoint. */
const segment = (grantId: unknown): string => {
  if (typeof grantId !== 'string' || /^\.{0,2}$/.test(grantId)) throw new TypeError('grantId is not an id.')
  return encodeURIComponent(grantId)
}
