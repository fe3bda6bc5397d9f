import { decodeJwt } from 'jose'
import { sha256 } from '../crypto/hash.ts'

/** How long a verified token is believed without another look. Milliseconds. */
const BELIEVED = 60_000
const MOST_REMEMBERED = 10_000

/** What is known of tokens. */
export interface Remembered<Who> {
  /** Whose token it is, as found within the last minute. */
  recall(token: string): Promise<Who>
  /** Whose it is now. */
  renew(token: string): Promise<Who>
}

/**
 * Looks at each token once a minute, not at each call: an RSA signature costs more than all else of a proxied call.
 * Nobody is believed past the token's own end; a key that its issuer withdraws is known for minutes anyway.
 * @param resolve verifies the token and says whose it is
 */
export const remembered = <Who>(
  resolve: (token: string) => Promise<Who>,
  now: () => number,
): Remembered<Who> => {
  const known = new Map<string, { who: Who; until: number }>()

  const renew = async (token: string): Promise<Who> => {
    const digest = sha256(token)
    known.delete(digest)
    const who = await resolve(token)
    const { exp = 0 } = decodeJwt(token)
    // The oldest goes first: a map keeps the order of insertion.
    if (known.size >= MOST_REMEMBERED) known.delete(known.keys().next().value ?? '')
    known.set(digest, { who, until: Math.min(now() + BELIEVED, exp * 1000) })
    return who
  }

  return {
    renew,
    recall(token) {
      const found = known.get(sha256(token))
      return found && now() < found.until ? Promise.resolve(found.who) : renew(token)
    },
  }
}
