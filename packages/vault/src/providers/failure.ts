import type { SessionErrorCode } from '@alter/protocol'
import * as openid from 'openid-client'
import { ForbiddenAddressError } from '../outbound/outbound.ts'
import { printable } from './printable.ts'
import type { Provider } from './provider.ts'
import { readRefusal } from './refusal.ts'

/** A provider said no, said nonsense, or said nothing. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
  readonly code: Extract<
    SessionErrorCode,
    'access_denied' | 'interaction_required' | 'provider_error' | 'provider_unreachable'
  >
  readonly timedOut: boolean
  /** The OAuth error code, where the provider gave one. */
  readonly oauthError: string | undefined
  /** The status of the answer, where there was one. */
  readonly status: number | undefined

  constructor(
    code: ProviderFailure['code'],
    message: string,
    options: { cause?: unknown; timedOut?: boolean; oauthError?: string; status?: number | undefined } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.timedOut = options.timedOut ?? false
    this.oauthError = options.oauthError
    this.status = options.status
  }

  /**
   * What a refused token request speaks of. `client`: the vault's registration, whatever grant it asks for. `outage`: the
   * server, which may say another thing next time. `grant`: all else, as servers have many names for a dead token.
   */
  get subject(): 'grant' | 'client' | 'outage' {
    if (this.oauthError !== undefined && OF_CLIENT.has(this.oauthError)) return 'client'
    if (this.oauthError !== undefined && OF_SERVER.has(this.oauthError)) return 'outage'
    const { status } = this
    return status === undefined || status < 400 || status > 501 || PASSING.has(status) ? 'outage' : 'grant'
  }

  /** The user or the provider ended the authorization; asking again changes nothing. */
  get isInvalidGrant(): boolean {
    // GitHub has a name of its own for it.
    return this.oauthError === 'invalid_grant' || this.oauthError === 'bad_refresh_token'
  }
}

/** By RFC 6749 §5.2, and by the names that GitHub and Slack have for it. */
const OF_CLIENT = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'incorrect_client_credentials',
  'application_suspended',
  'bad_client_secret',
  'invalid_client_id',
])
const OF_SERVER = new Set(['temporarily_unavailable', 'slow_down', 'rate_limited', 'ratelimited'])
/** Too slow, too early, too often: to be asked again. Those over 501 come from what stands before a server. */
const PASSING = new Set([408, 425, 429])

/** Puts an error of an OAuth call into words that hold no secret. */
export function providerFailure(provider: Provider, cause: unknown): ProviderFailure {
  // The library wraps what is thrown while it reads an answer.
  const known = causes(cause).find((error) => error instanceof ProviderFailure)
  if (known) return known
  if (cause instanceof openid.AuthorizationResponseError || cause instanceof openid.ResponseBodyError) {
    const { code, said } = readRefusal(provider, cause.error)
    const message = sentence(`${provider.name} ${said}`, cause.error_description)
    const status = cause instanceof openid.ResponseBodyError ? cause.status : undefined
    return new ProviderFailure(code, message, { cause, oauthError: cause.error, status })
  }
  if (isTimeout(cause)) {
    return new ProviderFailure('provider_unreachable', `${provider.name} did not answer in time.`, {
      cause,
      timedOut: true,
    })
  }
  const forbidden = causes(cause).find((error) => error instanceof ForbiddenAddressError)
  if (forbidden) return new ProviderFailure('provider_unreachable', `${forbidden.message}.`, { cause })
  if (cause instanceof TypeError) {
    return new ProviderFailure('provider_unreachable', `${provider.name} could not be reached.`, { cause })
  }
  const status = statusOf(cause)
  return new ProviderFailure('provider_error', `${provider.name} ${unusable(cause, status)}.`, {
    cause,
    status,
  })
}

function statusOf(error: unknown): number | undefined {
  for (const cause of causes(error)) {
    if (cause instanceof Response) return cause.status
    if (cause instanceof openid.WWWAuthenticateChallengeError) return cause.status
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
