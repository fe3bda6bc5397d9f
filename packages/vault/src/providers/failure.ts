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

  constructor(
    code: ProviderFailure['code'],
    message: string,
    options: { cause?: unknown; timedOut?: boolean; oauthError?: string } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.timedOut = options.timedOut ?? false
    this.oauthError = options.oauthError
  }

  /** The user or the provider ended the authorization; asking again changes nothing. */
  get isInvalidGrant(): boolean {
    // GitHub has a name of its own for it.
    return this.oauthError === 'invalid_grant' || this.oauthError === 'bad_refresh_token'
  }
}

/** Puts an error of an OAuth call into words that hold no secret. */
export const providerFailure = (provider: Provider, cause: unknown): ProviderFailure => {
  // The library wraps what is thrown while it reads an answer.
  const known = causes(cause).find((error) => error instanceof ProviderFailure)
  if (known) return known
  if (cause instanceof openid.AuthorizationResponseError || cause instanceof openid.ResponseBodyError) {
    const { code, said } = readRefusal(provider, cause.error)
    const message = sentence(`${provider.name} ${said}`, cause.error_description)
    return new ProviderFailure(code, message, { cause, oauthError: cause.error })
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
  return new ProviderFailure('provider_error', `${provider.name} ${unusable(cause)}.`, { cause })
}

const unusable = (error: unknown): string => {
  const response = causes(error).find((cause) => cause instanceof Response)
  if (response instanceof Response && response.status !== 200)
    return `answered with status ${response.status}`
  return causes(error).some((cause) => cause instanceof Error && cause.message.includes('"iss"'))
    ? 'answered in the name of another issuer'
    : 'answered with something that is not OAuth'
}

const isTimeout = (error: unknown): boolean =>
  causes(error).some(
    (cause) =>
      cause instanceof Error &&
      (cause.name === 'TimeoutError' || ('code' in cause && /TIMEOUT|ETIMEDOUT/.test(String(cause.code)))),
  )

const causes = (error: unknown): unknown[] => {
  const chain: unknown[] = []
  for (let next = error; next !== undefined && chain.length < 8;) {
    chain.push(next)
    next = next instanceof Error ? next.cause : undefined
  }
  return chain
}

const sentence = (text: string, description: string | undefined): string =>
  description ? `${text}: ${printable(description)}` : `${text}.`
