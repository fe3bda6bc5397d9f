import {
  decodeJwt,
  decodeProtectedHeader,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyOptions,
  UnsecuredJWT,
} from 'jose'
import { type Fault, ProviderFailure } from './failure.ts'
import { issuerOfToken } from './issuer.ts'
import { WITH_KEY_PAIR } from '../crypto/signature-algorithms.ts'
import { ID_TOKEN_ALGORITHMS, POST_QUANTUM, WITH_SECRET } from './id-token-algorithms.ts'
import type { Provider } from './provider.ts'

/** Claims of an ID token. */
export type IdToken = JWTPayload & { sub: string }

/** What is known about the server that signs. */
export interface Signer {
  /** The configured or discovered issuer; `null` when it is unknown, and then the token may name any. */
  issuer: string | null
  /** The algorithms in its discovery document. */
  algorithms: unknown
}

/** How far the clocks of two machines may differ. Seconds. */
const CLOCK_TOLERANCE = 30

/**
 * Checks a requested ID token. It comes directly from the token endpoint, so TLS replaces the check of a key pair's
 * signature. A signature with the client secret is verified. Throws a `ProviderFailure`.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function readIdToken(
  provider: Provider,
  signer: Signer,
  token: unknown,
  nonce: string,
): Promise<IdToken> {
  if (typeof token !== 'string') throw unusable(provider, 'sent no ID token')
  try {
    const { alg = 'none' } = decodeProtectedHeader(token)
    if (!algorithmsOf(provider, signer).includes(alg)) {
      throw unusable(
        provider,
        `signed its ID token with ${alg.slice(0, 20)}, which is not accepted (id_token_algorithms)`,
        {
          fault: isKnown(alg) ? 'id_token' : undefined,
        },
      )
    }
    const issuer = signer.issuer === null ? null : issuerOfToken(signer.issuer, decodeJwt(token))
    if (signer.issuer !== null && issuer === null) {
      throw unusable(provider, 'answered in the name of another issuer', { fault: 'id_token' })
    }
    const claims = await verify(provider, token, alg, {
      ...(issuer !== null && { issuer }),
      audience: provider.client_id,
      clockTolerance: CLOCK_TOLERANCE,
      requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
    })
    const isForOthers = Array.isArray(claims.aud) && claims.aud.length > 1
    if (isForOthers && claims['azp'] !== provider.client_id) {
      throw unusable(provider, 'sent an ID token that is for somebody else (azp)')
    }
    if (claims['nonce'] !== nonce) throw unusable(provider, 'sent the ID token of another flow (nonce)')
    const { sub } = claims
    if (typeof sub !== 'string' || sub === '')
      throw unusable(provider, 'sent an ID token without a user (sub)')
    return { ...claims, sub }
  } catch (error) {
    if (error instanceof ProviderFailure) throw error
    const { said, fault } = reasonOf(error)
    throw unusable(provider, said, { cause: error, fault })
  }
}

/** The allowed algorithms: the operator's, else the server's, else all. `none` is never allowed. */
function algorithmsOf({ id_token_algorithms }: Provider, { algorithms }: Signer): string[] {
  const named: unknown[] | undefined =
    id_token_algorithms ?? (Array.isArray(algorithms) ? algorithms : undefined)
  return (named ?? [...WITH_KEY_PAIR, ...POST_QUANTUM]).map(String).filter(isKnown)
}

/** Whether the operator could allow this algorithm. */
function isKnown(algorithm: string): boolean {
  const known: readonly string[] = ID_TOKEN_ALGORITHMS
  return known.includes(algorithm)
}

async function verify(
  { client_secret }: Provider,
  token: string,
  alg: string,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  const ofSecret: readonly string[] = WITH_SECRET
  if (ofSecret.includes(alg)) {
    const secret = new TextEncoder().encode(client_secret ?? '')
    return (await jwtVerify(token, secret, { ...options, algorithms: [alg] })).payload
  }
  const [, payload = '', signature = '', ...more] = token.split('.')
  if (signature === '' || more.length > 0) throw new SyntaxError('no signed JWT')
  return UnsecuredJWT.decode(`${UNSECURED}.${payload}.`, options).payload
}

const UNSECURED = Buffer.from('{"alg":"none"}').toString('base64url')

function reasonOf(error: unknown): { said: string; fault?: Fault } {
  const claim = error instanceof Error && 'claim' in error ? String(error.claim) : null
  if (claim === 'iss') return { said: 'answered in the name of another issuer', fault: 'id_token' }
  if (claim === null || claim === 'unspecified') return { said: 'did not send a signed ID token' }
  const said = `sent an ID token with a wrong or missing claim (${claim})`
  return claim === 'aud' ? { said, fault: 'id_token' } : { said }
}

/** With a `fault` the operator must act, because the provider will answer every flow this way. */
function unusable(
  { name }: Provider,
  said: string,
  { cause, fault }: { cause?: unknown; fault?: Fault | undefined } = {},
): ProviderFailure {
  const code = fault === undefined ? 'provider_error' : 'provider_misconfigured'
  return new ProviderFailure(code, `${name} ${said}.`, { cause, fault })
}
