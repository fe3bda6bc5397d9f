import { isCompactJws } from '../crypto/compact-jws.ts'
import { WITH_KEY_PAIR } from '../crypto/signature-algorithms.ts'
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose'
import { printableLabel } from '../label.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { ProblemError } from '../problem.ts'
import { createKeySet, issuerProblem, type OnKeyOutage, UnusableKeyError } from './key-set.ts'
import type { IdentitySettings } from '../config/identity-presets.ts'
import type { Subject } from '../subject.ts'

/** The user of a verified token. */
export interface Identity extends Subject {
  /** Label for people: the verified e-mail address, the name or the subject, in printable characters. */
  label: string
  /** Groups in the token; empty when it names none. */
  groups: string[]
  /** When the token was issued, in milliseconds since the epoch; `null` when the token does not say. */
  issuedAt: number | null
}

export type VerifyUserToken = (token: string) => Promise<Identity>

const LONGEST_TOKEN = 8192
const CLOCK_TOLERANCE = 15

/**
 * Verifies JWTs of one issuer: signature, `iss`, `aud` or `azp`, and `exp`. Throws `invalid_user_token` with the
 * reason.
 */
export function createUserTokenVerifier(
  identity: IdentitySettings,
  outbound: Outbound,
  now: () => number,
  onOutage: OnKeyOutage,
): VerifyUserToken {
  const keys = createKeySet(identity, outbound, now, onOutage)
  return async (token) => {
    if (token.length > LONGEST_TOKEN) {
      throw new ProblemError('user_token_too_large', `The user token is over ${LONGEST_TOKEN} bytes.`)
    }
    const payload = await verify(token, keys, identity, now).catch((error: unknown) => {
      throw tokenProblem(error, token, identity)
    })
    return readIdentity(payload, identity)
  }
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  identity: IdentitySettings,
  now: () => number,
): Promise<JWTPayload> {
  if (!isCompactJws(token)) throw new errors.JWTInvalid('no compact form')
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer: identity.issuer,
    ...(identity.audience !== undefined && { audience: identity.audience }),
    algorithms: [...WITH_KEY_PAIR],
    requiredClaims: ['exp', identity.claims?.user ?? 'sub'],
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: new Date(now()),
  })
  // The library passes on whatever the header has there.
  const { typ: type = '' }: { typ?: unknown } = protectedHeader
  if (typeof type !== 'string') throw new errors.JWTInvalid('the type is no text')
  if (isOfOtherKind(type) || isEvent(payload)) {
    throw new ProblemError(
      'invalid_user_token',
      'The user token is not the token of a user but another message of its issuer, such as a logout token.',
    )
  }
  const parties = identity.authorized_parties
  if (parties && !parties.some((party) => party === payload['azp'])) {
    throw new errors.JWTClaimValidationFailed('unexpected "azp" claim value', payload, 'azp', 'check_failed')
  }
  return payload
}

/**
 * Whether the issuer has made a JWT for something else, which it signs with the same keys: a logout token, a security
 * event, a proof of possession.
 * @see RFC 8725 §3.11
 */
function isOfOtherKind(type: string): boolean {
  const name = type.toLowerCase().replace(/^application\//, '')
  return name.endsWith('+jwt') && name !== 'at+jwt'
}

/** Whether it tells of something that happened, as a logout token does, whatever its type says. @see RFC 8417 §2.2 */
function isEvent({ events }: JWTPayload): boolean {
  return typeof events === 'object' && events !== null && !Array.isArray(events)
}

/** The limit that OpenID Connect sets for `sub`. @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken */
const LONGEST_SUBJECT = 255

/** The user of verified claims. Throws `invalid_user_token` when they name nobody. */
export function readIdentity(payload: JWTPayload, identity: IdentitySettings): Identity {
  const { claims = {} } = identity
  function read(name: string): string | undefined {
    const value = payload[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const subject = read(claims.user ?? 'sub')
  if (subject === undefined) {
    throw new ProblemError(
      'invalid_user_token',
      `The user token's ${claims.user ?? 'sub'} claim is not a string, or is empty.`,
    )
  }
  if (subject.length > LONGEST_SUBJECT) {
    // A database refuses a key that is much longer.
    throw new ProblemError(
      'invalid_user_token',
      `The user token's ${claims.user ?? 'sub'} claim is longer than ${LONGEST_SUBJECT} characters.`,
    )
  }
  if (/[\p{Cc}\p{Cs}]/u.test(subject)) {
    // Databases keep some of these as one and the same sign, so two users would be one.
    throw new ProblemError(
      'invalid_user_token',
      `The user token's ${claims.user ?? 'sub'} claim has control characters.`,
    )
  }
  if (isOfEmail(claims) && !isVouchedFor(payload)) {
    throw new ProblemError(
      'invalid_user_token',
      "The user token's e-mail address is not verified (email_verified), and this app identifies its users by it.",
    )
  }
  return {
    // Must equal `iss` of the token exactly.
    issuer: identity.issuer,
    subject,
    label: readLabel(payload, claims, subject),
    groups: readGroups(payload[claims.groups ?? 'groups']),
    issuedAt: payload.iat === undefined ? null : payload.iat * 1000,
  }
}

const LONGEST_LABEL = 200

/**
 * The e-mail address, unless the issuer says that it is not verified; otherwise the name. A name that could pass for an
 * address is left out, because users often choose their names.
 */
function readLabel(
  payload: JWTPayload,
  claims: NonNullable<IdentitySettings['claims']>,
  subject: string,
): string {
  function read(claim: string): string {
    const value = payload[claim]
    return typeof value === 'string' ? printableLabel(value, LONGEST_LABEL) : ''
  }
  const email = isVouchedFor(payload) ? read(claims.email ?? 'email') : ''
  const name = read(claims.name ?? 'name')
  // NFKC turns a full-width or small @ into the plain one.
  const label = email || (name.normalize('NFKC').includes('@') ? '' : name)
  return label || printableLabel(subject, LONGEST_LABEL)
}

/** Whether the issuer stands for the e-mail address, or has no word on it. */
function isVouchedFor({ email_verified: verified }: JWTPayload): boolean {
  return verified === undefined || verified === true || verified === 'true'
}

/** Whether users are known by their address, which anybody may claim who need not show that it is theirs. */
function isOfEmail({ user, email = 'email' }: NonNullable<IdentitySettings['claims']>): boolean {
  return user !== undefined && (user === email || user === 'email')
}

function readGroups(claim: unknown): string[] {
  return [claim].flat().filter((group): group is string => typeof group === 'string' && group !== '')
}

function tokenProblem(error: unknown, token: string, identity: IdentitySettings): ProblemError {
  if (error instanceof ProblemError) return error
  function invalid(detail: string): ProblemError {
    return new ProblemError('invalid_user_token', detail, {}, error)
  }
  if (error instanceof errors.JWTExpired)
    return invalid(
      'The user token has expired: send a fresh one. If it is fresh, compare the clocks of its issuer and of this vault.',
    )
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf') {
      return invalid(
        'The user token is not valid yet (nbf): compare the clocks of its issuer and of this vault.',
      )
    }
    const expected = expectedValue(error.claim, identity)
    if (expected === undefined) return invalid(`The user token's ${error.claim} claim is missing or wrong.`)
    return invalid(
      `The user token has ${error.claim} ${found(token, error.claim)}; this app accepts ${expected}${hint(token, error.claim, identity)}.`,
    )
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    const alg = headerOf(token, 'alg')
    const fix = alg.startsWith('HS') ? ' Have its issuer sign with a key pair, not with a shared secret.' : ''
    return invalid(
      `The user token's algorithm is not accepted (${alg}); accepted: ${WITH_KEY_PAIR.join(', ')}.${fix}`,
    )
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return invalid(
      `The user token is not signed by ${identity.issuer}: its key (kid ${headerOf(token, 'kid')}) is not among the keys that the issuer has now. Check whether the token belongs to another environment.`,
    )
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return invalid(`The user token is not signed by ${identity.issuer}.`)
  }
  if (!(error instanceof errors.JOSEError) || KEY_SET_FAULTS.has(error.code)) {
    return issuerProblem(identity.issuer, new UnusableKeyError(headerOf(token, 'kid'), error))
  }
  return invalid(`The user token is not a valid JWT${shapeOf(token)}.`)
}

/** Codes of a key set or key that is invalid. */
const KEY_SET_FAULTS = new Set([errors.JWKSInvalid.code, errors.JOSEError.code])

function expectedValue(claim: string, identity: IdentitySettings): string | undefined {
  if (claim === 'iss') return identity.issuer
  if (claim === 'aud') return [identity.audience ?? []].flat().join(', ')
  return claim === 'azp' ? identity.authorized_parties?.join(', ') : undefined
}

/** A frequent mistake behind a wrong claim, as a hint. */
function hint(token: string, claim: string, { issuer }: IdentitySettings): string {
  const value = decodeJwt(token)[claim]
  if (claim === 'iss' && typeof value === 'string' && withoutSlash(value) === withoutSlash(issuer)) {
    return ' (identity.issuer must match exactly, including a slash at the end)'
  }
  const setting = { iss: 'issuer', aud: 'audience', azp: 'authorized_parties' }[claim]
  const other = claim === 'aud' ? ', or the app sent the wrong token, such as an ID token' : ''
  return setting === undefined ? '' : ` (identity.${setting}${other})`
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '')
}

function headerOf(token: string, name: 'alg' | 'kid'): string {
  const value = decodeProtectedHeader(token)[name]
  return (typeof value === 'string' && printableLabel(value, 64)) || 'missing'
}

/** What the text seems to be instead of a JWT. */
function shapeOf(token: string): string {
  if (isCompactJws(token)) return ''
  if (/^(undefined|null|\[object \w+\])$/.test(token)) {
    return `, but the text ${token}: the backend does not pass the token itself`
  }
  if (isCompactJws(token.replace(/^bearer /i, '').replaceAll(/["'=\s]/g, ''))) {
    return ', but one inside another text: send it without white space, padding, quotes and a scheme such as Bearer'
  }
  const parts = token.split('.').length
  if (parts === 5) return ', but an encrypted one (JWE), which only its issuer can read: ask for a signed one'
  return parts === 3 ? '' : ', but an opaque text: ask the issuer for a JWT, as Auth0 gives with an audience'
}

function found(token: string, claim: string): string {
  return (JSON.stringify(decodeJwt(token)[claim]) ?? 'missing').slice(0, 200)
}
