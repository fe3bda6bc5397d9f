import {
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  flattenedVerify,
  type JWTVerifyGetKey,
  type KeyInput,
} from 'jose'
import { z } from 'zod'
import { isSecure } from '../config/web-address.ts'
import { fetchDocument } from '../outbound/document.ts'
import { ForbiddenAddressError, type Outbound } from '../outbound/outbound.ts'
import { ProblemError } from '../problem.ts'
import { printable } from '../providers/printable.ts'
import type { IdentitySettings } from '../config/identity-presets.ts'
import { isWithin } from '../within.ts'

/** Called when an issuer gave no keys, with the time until which its last keys are used; `null` when there are none. */
export type OnKeyOutage = (error: unknown, until: number | null) => void

interface KeptKeys {
  find: JWTVerifyGetKey
  /** When the issuer sent the keys. Milliseconds since the epoch. */
  at: number
}

/** How long keys are used before the vault asks for them again. Milliseconds. */
const FRESH = 600_000
/** The shortest time between two requests for a key that the issuer may not have. Milliseconds. */
const COOLDOWN = 30_000
const KEPT_HOURS = 24

/**
 * The keys of an issuer. They are fetched on first use, and again when they are ten minutes old or a key is unknown.
 * While the issuer cannot be reached, the last keys are used for `keys_kept_hours`, because they did come from the
 * issuer.
 */
export function createKeySet(
  identity: IdentitySettings,
  outbound: Outbound,
  now: () => number,
  onOutage: OnKeyOutage,
): JWTVerifyGetKey {
  const keptFor = Math.max(FRESH, (identity.keys_kept_hours ?? KEPT_HOURS) * 3_600_000)
  let kept: KeptKeys | undefined
  let failedAt: number | null = null
  let loading: Promise<KeptKeys> | undefined
  let address: string | undefined

  function isWaiting(): boolean {
    return failedAt !== null && isWithin(COOLDOWN, failedAt, now())
  }

  async function load(): Promise<KeptKeys> {
    try {
      address ??= await findKeys(identity, outbound)
      const find = await fetchKeys(address, outbound)
      failedAt = null
      kept = { find, at: now() }
      return kept
    } catch (error) {
      failedAt = now()
      // The address may have changed too.
      address = undefined
      onOutage(error, kept ? kept.at + keptFor : null)
      throw error instanceof ProblemError ? error : issuerProblem(identity.issuer, error)
    } finally {
      loading = undefined
    }
  }
  function loaded(): Promise<KeptKeys> {
    return (loading ??= load())
  }

  async function current(): Promise<KeptKeys> {
    const last = kept
    if (!last || now() - last.at >= keptFor) return loaded()
    if (isWithin(FRESH, last.at, now()) || isWaiting()) return last
    const next = loaded()
    // After a failure nobody waits for the issuer.
    if (failedAt === null) return next.catch(() => last)
    next.catch(() => undefined)
    return last
  }

  return async (header, token) => {
    const keys = await current()
    try {
      return await keys.find(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      // The unknown key may be new, and during an outage nobody can tell.
      if (isWaiting()) throw issuerProblem(identity.issuer, error)
      if (isWithin(COOLDOWN, keys.at, now())) throw error
      return (await loaded()).find(header, token)
    }
  }
}

async function fetchKeys(address: string, outbound: Outbound): Promise<JWTVerifyGetKey> {
  const response = await fetchDocument(outbound, address, {
    headers: { accept: 'application/json, application/jwk-set+json' },
  })
  if (response.status !== 200) throw new Error(`the keys were answered with status ${response.status}`)
  const { keys } = keyDocument.parse(await response.json())
  return signerAmong(createLocalJWKSet({ keys }))
}

const jsonWebKey = z.looseObject({ kty: z.string() })
/** Members that are no keys are left out. An issuer without any keys is out of order. @see RFC 7517 §5 */
const keyDocument = z.object({
  keys: z
    .array(z.unknown())
    .transform((members) => members.flatMap((member) => jsonWebKey.safeParse(member).data ?? []))
    .pipe(z.array(jsonWebKey).min(1)),
})
const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url() })

/** The most keys that are tried for one token, because each try costs a verification. */
const MOST_TRIED = 10

/**
 * Finds the key of a token that names none, or that names several keys at once: the one that its signature fits. If none
 * does, the key is unknown.
 */
function signerAmong(find: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    let candidates: AsyncIterable<KeyInput> | KeyInput[]
    try {
      const key = await find(header, token)
      if (header.kid !== undefined) return key
      candidates = [key]
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
      candidates = error
    }
    const faults: Error[] = []
    for await (const key of candidates) {
      const fault = await faultOf(token, key)
      if (fault === null) return key
      faults.push(fault)
      if (faults.length === MOST_TRIED) break
    }
    const [first] = faults
    throw first && faults.every((fault) => fault instanceof TypeError)
      ? first
      : new errors.JWKSNoMatchingKey()
  }
}

/**
 * Why a key does not verify a token; `null` when it does. A `TypeError` is about the key, such as one that is too short.
 */
async function faultOf(
  token: FlattenedJWSInput,
  key: KeyInput,
): Promise<errors.JWSSignatureVerificationFailed | TypeError | null> {
  try {
    await flattenedVerify(token, key)
    return null
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof TypeError) return error
    throw error
  }
}

/** The address of an issuer's keys: the configured one, or that of its discovery document. */
export async function findKeys({ jwks_uri, issuer }: IdentitySettings, outbound: Outbound): Promise<string> {
  return jwks_uri ?? discoverKeys(issuer, outbound)
}

/**
 * The discovery document names another issuer than the one asked for.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
 */
class OtherIssuerError extends Error {
  constructor(asked: string, named: string) {
    const isSlash = withoutSlash(asked) === withoutSlash(named)
    const fix = isSlash ? ': identity.issuer must match exactly, including a slash at the end' : ''
    super(`the document names the issuer ${printable(named)}${fix}`)
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '')
}

async function discoverKeys(issuer: string, outbound: Outbound): Promise<string> {
  const url = `${withoutSlash(issuer)}/.well-known/openid-configuration`
  try {
    const response = await fetchDocument(outbound, url)
    if (response.status !== 200) throw new Error(`the document was answered with status ${response.status}`)
    const document = discoveryDocument.parse(await response.json())
    if (document.issuer !== issuer) throw new OtherIssuerError(issuer, document.issuer)
    if (!isSecure(new URL(document.jwks_uri)))
      throw new Error('the document has a jwks_uri that is not https')
    return document.jwks_uri
  } catch (cause) {
    throw issuerProblem(issuer, cause)
  }
}

/** The issuer has the key of a token, and the key cannot verify anything. */
export class UnusableKeyError extends Error {
  constructor(kid: string, cause: unknown) {
    super(`the key of the token (kid ${kid}) is invalid, private or too short`, { cause })
  }
}

/** The issuer's keys did not arrive or are invalid. */
export function issuerProblem(issuer: string, cause: unknown): ProblemError {
  return new ProblemError(
    isOfSettings(cause) ? 'provider_misconfigured' : 'provider_unreachable',
    `The identity issuer ${issuer} gave no usable keys: ${reasonOf(cause)}.`,
    {},
    cause,
  )
}

/** Whether only a changed setting helps, so that another try is useless. */
function isOfSettings(cause: unknown): boolean {
  return isForbidden(cause) || cause instanceof OtherIssuerError
}

/** `fetch` throws an error whose cause is this one. */
function isForbidden(cause: unknown): boolean {
  if (cause instanceof ForbiddenAddressError) return true
  return cause instanceof Error && isForbidden(cause.cause)
}

/** The reason in our own words, because the words of a library or parser may quote the answer. */
function reasonOf(cause: unknown): string {
  // Only the log names the address: keys may be at a name in the operator's own network.
  if (isForbidden(cause)) {
    return 'one of its addresses is on a private network, which this vault may not call (setting allow_private_network)'
  }
  if (!(cause instanceof Error)) return 'its answer is not the expected document'
  if (cause instanceof OtherIssuerError || cause instanceof UnusableKeyError) return cause.message
  if (cause.constructor === Error && /^the (document|keys) /.test(cause.message)) return cause.message
  if (cause instanceof TypeError || 'code' in cause) return 'it could not be reached'
  return cause.cause === undefined ? 'its answer is not the expected document' : reasonOf(cause.cause)
}
