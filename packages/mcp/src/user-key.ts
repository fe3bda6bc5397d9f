import { fingerprintOf } from './fingerprint.ts'
import type { CallUser } from './user.ts'

/**
 * Identifies a user among those of one server, also after their token was renewed. The token is not checked here: what
 * is remembered for a user changes only after the vault has accepted the token.
 */
export function userKeyOf(user: CallUser | null): string {
  if (user === null) return ''
  const { userToken } = user
  const { iss, sub } = claimsOf(userToken)
  const isNamed = typeof iss === 'string' && typeof sub === 'string'
  return (isNamed ? fingerprintOf(iss, sub) : fingerprintOf(userToken)) ?? ''
}

/** Empty for a token that is no JWT. */
function claimsOf(token: string): { iss?: unknown; sub?: unknown } {
  const [, payload = '', ...rest] = token.split('.')
  if (rest.length !== 1) return {}
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? claims : {}
  } catch {
    return {}
  }
}
