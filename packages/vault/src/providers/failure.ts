import { type SessionErrorCode, type SetupFault, setupFaultOf } from '@alter/protocol'
import * as openid from 'openid-client'
import { ForbiddenAddressError } from '../outbound/outbound.ts'
import { printable } from './printable.ts'
import type { Provider } from './provider.ts'
import { readRefusal } from './refusal.ts'

/**
 * What the operator can correct: a refusal of the provider, or a setting that the provider's answers show to be wrong.
 */
export type Fault = SetupFault | 'issuer' | 'token_endpoint' | 'account' | 'id_token'

/** A provider refused, answered nonsense, or did not answer. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
  readonly code: Extract<
    SessionErrorCode,
    | 'access_denied'
    | 'interaction_required'
    | 'provider_error'
    | 'provider_misconfigured'
    | 'provider_unreachable'
  >
  readonly timedOut: boolean
  /** The OAuth error code, if the provider sent one. */
  readonly oauthError: string | undefined
  /** The status of the answer, if there was one. */
  readonly status: number | undefined
  /** What the operator can correct, with `provider_misconfigured`. Absent when the message says everything. */
  readonly fault: Fault | undefined
  /** Whether the answer was HTML. */
  readonly isHtml: boolean

  constructor(
    code: ProviderFailure['code'],
    message: string,
    options: {
      cause?: unknown
      timedOut?: boolean
      oauthError?: string
      status?: number | undefined
      fault?: Fault | undefined
      isHtml?: boolean
    } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.timedOut = options.timedOut ?? false
    this.oauthError = options.oauthError
    this.status = options.status
    this.fault = options.fault
    this.isHtml = options.isHtml ?? false
  }

  /**
   * What a refused token request says. `client`: the vault's registration is wrong for every grant. `outage`: the
   * server failed and may answer differently later. `grant`: anything else, because servers have many codes for an
   * invalid token.
   */
  get subject(): 'grant' | 'client' | 'outage' {
    const { status, oauthError } = this
    // A status without an error code says less: a 401 can be about the token.
    const fault = oauthError === undefined ? undefined : (this.fault ?? setupFaultOf(oauthError))
    if (fault === 'credentials' || fault === 'grant_type') return 'client'
    if (oauthError !== undefined && OF_SERVER.has(oauthError.toLowerCase())) return 'outage'
    return isOutage(status) ? 'outage' : 'grant'
  }

  /**
   * Whether the answer is a page or a redirect, such as to a sign-in form. Servers send one in an outage, and some
   * for a dead token.
   */
  get isPage(): boolean {
    return this.subject === 'outage' && this.status !== undefined && this.status >= 200 && this.status < 400
  }

  /**
   * Whether the answer is meant for a browser: a page or a redirect, whatever its status below 500. A server in front of
   * the provider sends such answers too, such as the challenge of a firewall, and may send them to some requests only.
   */
  get isForBrowsers(): boolean {
    return this.isPage || (this.isHtml && this.status !== undefined && this.status < 500)
  }

  /** Whether the refusal came in the address of the browser's return, where anybody can write it. */
  get isBrought(): boolean {
    return this.cause instanceof openid.AuthorizationResponseError
  }

  /** Whether the user or the provider ended the authorization, so that another try is useless. */
  get isInvalidGrant(): boolean {
    return INVALID_GRANT.has(this.oauthError?.toLowerCase() ?? '')
  }
}

/** That of OAuth, and GitHub's own. Servers differ in case. */
const INVALID_GRANT = new Set(['invalid_grant', 'bad_refresh_token'])
const OF_SERVER = new Set(['temporarily_unavailable', 'slow_down', 'rate_limited', 'ratelimited'])
/** Too slow, too early, too often: temporary. Statuses above 501 come from servers in front of the provider. */
const PASSING = new Set([408, 425, 429])

function isOutage(status: number | undefined): boolean {
  return status === undefined || status < 400 || status > 501 || PASSING.has(status)
}

/** The endpoint that was asked. An answer that no provider gives there shows that its address is wrong. */
export type Asked = Extract<Fault, 'issuer' | 'token_endpoint' | 'account'>

/**
 * Turns an error of an OAuth call into words without secrets.
 * @param asked tells what an answer without an OAuth error means. Default: the failure is temporary
 */
export function providerFailure(provider: Provider, cause: unknown, asked?: Asked): ProviderFailure {
  // The library wraps errors that occur while it reads an answer.
  const known = causes(cause).find((error) => error instanceof ProviderFailure)
  if (known) return known
  if (cause instanceof openid.AuthorizationResponseError || cause instanceof openid.ResponseBodyError) {
    return refusal(provider, cause)
  }
  if (isTimeout(cause)) {
    return new ProviderFailure('provider_unreachable', `${provider.name} did not answer in time.`, {
      cause,
      timedOut: true,
    })
  }
  const forbidden = causes(cause).find((error) => error instanceof ForbiddenAddressError)
  if (forbidden) {
    // Only the log names the address: it may be a name in the operator's own network.
    const said = `${provider.name} has an address on a private network, which this vault may not call (setting allow_private_network).`
    return new ProviderFailure('provider_misconfigured', said, { cause })
  }
  if (cause instanceof TypeError) {
    return new ProviderFailure('provider_unreachable', `${provider.name} could not be reached.`, { cause })
  }
  const answer = answerOf(cause)
  const status = answer?.status
  const fault = faultOf(asked, answer)
  const code = fault === undefined ? 'provider_error' : 'provider_misconfigured'
  const isHtml = /^text\/html\b/i.test(answer?.headers.get('content-type') ?? '')
  return new ProviderFailure(code, `${provider.name} ${unusable(cause, status)}.`, {
    cause,
    status,
    fault,
    isHtml,
  })
}

function refusal(
  provider: Provider,
  cause: openid.AuthorizationResponseError | openid.ResponseBodyError,
): ProviderFailure {
  const { error } = cause
  // The library takes any JSON value there.
  const given: unknown = cause.error_description
  const description = typeof given === 'string' ? given : undefined
  const { code, said } = readRefusal(provider, error)
  const options = {
    cause,
    oauthError: error,
    status: cause instanceof openid.ResponseBodyError ? cause.status : undefined,
  }
  const message = sentence(`${provider.name} ${said}`, description)
  if (code !== 'provider_misconfigured') return new ProviderFailure(code, message, options)
  const fault = setupFaultOf(error, description)
  // At the token endpoint, the server may mean the code and not a setting.
  return fault === 'request' && cause instanceof openid.ResponseBodyError
    ? new ProviderFailure('provider_error', message, options)
    : new ProviderFailure(code, message, { ...options, fault })
}

/** The setting at fault, if an answer without an OAuth error shows it. */
function faultOf(asked: Asked | undefined, answer: Answer | undefined): Fault | undefined {
  if (answer === undefined) return asked === 'token_endpoint' ? undefined : asked
  const { status, headers } = answer
  // Some servers use 403 for "too often".
  if (status >= 500 || PASSING.has(status) || headers.has('retry-after')) return undefined
  if (asked !== 'token_endpoint') return asked
  if (status === 401) return 'credentials'
  return NOT_AN_ENDPOINT.has(status) ? asked : undefined
}

/** Statuses that a server sends for an address that takes no token requests. */
const NOT_AN_ENDPOINT = new Set([301, 302, 303, 307, 308, 404, 405, 410])

type Answer = Pick<Response, 'status' | 'headers'>

function answerOf(error: unknown): Answer | undefined {
  for (const cause of causes(error)) {
    if (cause instanceof Response) return cause
    if (cause instanceof openid.WWWAuthenticateChallengeError) return cause.response
  }
  return undefined
}

function unusable(error: unknown, status: number | undefined): string {
  if (status !== undefined && status !== 200) return `answered with status ${status}`
  return causes(error).some((cause) => cause instanceof Error && cause.message.includes('"iss"'))
    ? 'answered in the name of another issuer'
    : 'answered with something that is not OAuth'
}

function isTimeout(error: unknown): boolean {
  return causes(error).some(
    (cause) =>
      cause instanceof Error &&
      (cause.name === 'TimeoutError' || ('code' in cause && /TIMEOUT|ETIMEDOUT/.test(String(cause.code)))),
  )
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let next = error; next !== undefined && chain.length < 8;) {
    chain.push(next)
    next = next instanceof Error ? next.cause : undefined
  }
  return chain
}

function sentence(text: string, description: string | undefined): string {
  return description ? `${text}: ${printable(description)}` : `${text}.`
}
