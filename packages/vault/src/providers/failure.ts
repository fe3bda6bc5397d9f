import { type SessionErrorCode, type SetupFault, setupFaultOf } from '@alter/protocol'
import * as openid from 'openid-client'
import { ForbiddenAddressError } from '../outbound/outbound.ts'
import { printable } from './printable.ts'
import type { Provider } from './provider.ts'
import { readRefusal } from './refusal.ts'

/** What the operator can mend: what a provider refuses, or a setting that its answers show to be wrong. */
export type Fault = SetupFault | 'issuer' | 'token_endpoint' | 'account' | 'id_token'

/** A provider said no, said nonsense, or said nothing. */
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
  /** The OAuth error code, where the provider gave one. */
  readonly oauthError: string | undefined
  /** The status of the answer, where there was one. */
  readonly status: number | undefined
  /** What the operator can mend, with `provider_misconfigured`; absent where the message says it all. */
  readonly fault: Fault | undefined

  constructor(
    code: ProviderFailure['code'],
    message: string,
    options: {
      cause?: unknown
      timedOut?: boolean
      oauthError?: string
      status?: number | undefined
      fault?: Fault | undefined
    } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.timedOut = options.timedOut ?? false
    this.oauthError = options.oauthError
    this.status = options.status
    this.fault = options.fault
  }

  /**
   * What a refused token request speaks of. `client`: the vault's registration, whatever grant it asks for. `outage`: the
   * server, which may say another thing next time. `grant`: all else, as servers have many names for a dead token.
   */
  get subject(): 'grant' | 'client' | 'outage' {
    const { status, oauthError } = this
    // A bare status tells less: a 401 can be about the token.
    const fault = oauthError === undefined ? undefined : (this.fault ?? setupFaultOf(oauthError))
    if (fault === 'credentials' || fault === 'grant_type') return 'client'
    if (oauthError !== undefined && OF_SERVER.has(oauthError)) return 'outage'
    return isOutage(status) ? 'outage' : 'grant'
  }

  /** It stood in the address that a browser came back with, where anybody can write it. */
  get isBrought(): boolean {
    return this.cause instanceof openid.AuthorizationResponseError
  }

  /** The user or the provider ended the authorization; asking again changes nothing. */
  get isInvalidGrant(): boolean {
    // GitHub has a name of its own for it.
    return this.oauthError === 'invalid_grant' || this.oauthError === 'bad_refresh_token'
  }
}

const OF_SERVER = new Set(['temporarily_unavailable', 'slow_down', 'rate_limited', 'ratelimited'])
/** Too slow, too early, too often: to be asked again. Those over 501 come from what stands before a server. */
const PASSING = new Set([408, 425, 429])

function isOutage(status: number | undefined): boolean {
  return status === undefined || status < 400 || status > 501 || PASSING.has(status)
}

/** What was asked: an answer that no provider gives there shows that its address is wrong. */
export type Asked = Extract<Fault, 'issuer' | 'token_endpoint' | 'account'>

/**
 * Puts an error of an OAuth call into words that hold no secret.
 * @param asked tells what an answer without an OAuth error means. Default: it may be another next time.
 */
export function providerFailure(provider: Provider, cause: unknown, asked?: Asked): ProviderFailure {
  // The library wraps what is thrown while it reads an answer.
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
    // Which one is for the log alone: it may be a name of the operator's own network.
    const said = `${provider.name} has an address on a private network, which this vault may not call (allow_private_network).`
    return new ProviderFailure('provider_misconfigured', said, { cause })
  }
  if (cause instanceof TypeError) {
    return new ProviderFailure('provider_unreachable', `${provider.name} could not be reached.`, { cause })
  }
  const answer = answerOf(cause)
  const status = answer?.status
  const fault = faultOf(asked, answer)
  const code = fault === undefined ? 'provider_error' : 'provider_misconfigured'
  return new ProviderFailure(code, `${provider.name} ${unusable(cause, status)}.`, { cause, status, fault })
}

function refusal(
  provider: Provider,
  cause: openid.AuthorizationResponseError | openid.ResponseBodyError,
): ProviderFailure {
  const { error, error_description: description } = cause
  const { code, said } = readRefusal(provider, error)
  const options = {
    cause,
    oauthError: error,
    status: cause instanceof openid.ResponseBodyError ? cause.status : undefined,
  }
  const message = sentence(`${provider.name} ${said}`, description)
  if (code !== 'provider_misconfigured') return new ProviderFailure(code, message, options)
  const fault = setupFaultOf(error, description)
  // At its token endpoint it may be the code that a server means.
  return fault === 'request' && cause instanceof openid.ResponseBodyError
    ? new ProviderFailure('provider_error', message, options)
    : new ProviderFailure(code, message, { ...options, fault })
}

/** What is wrong with a setting, where an answer without an OAuth error shows it. */
function faultOf(asked: Asked | undefined, answer: Answer | undefined): Fault | undefined {
  if (answer === undefined) return asked === 'token_endpoint' ? undefined : asked
  const { status, headers } = answer
  // Some say "too often" with 403.
  if (status >= 500 || PASSING.has(status) || headers.has('retry-after')) return undefined
  if (asked !== 'token_endpoint') return asked
  if (status === 401) return 'credentials'
  return NOT_AN_ENDPOINT.has(status) ? asked : undefined
}

/** A server says so of an address that takes no token request. */
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
