import { decodeJwt } from 'jose'
import { createBounded, type WatchCache } from '../bounded.ts'
import { sha256 } from '../crypto/hash.ts'

/** How long a verified token is believed without another look. Milliseconds. */
const BELIEVED = 60_000
const MOST_REMEMBERED = 10_000
/** What is known of a token is at most as long as the token. */
const MOST_BYTES = 16 * 1024 * 1024

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
export function remembered<Who>(
  resolve: (token: string) => Promise<Who>,
  now: () => number,
  watch: WatchCache,
): Remembered<Who> {
  const known = createBounded<{ who: Promise<Who>; until: number }>({
    entries: MOST_REMEMBERED,
    bytes: MOST_BYTES,
  })
  watch('user tokens', known.size)

  function renew(token: string): Promise<Who> {
    const digest = sha256(token)
    const who = resolve(token)
    // Until it is found out, others with the same token wait for the same answer.
    const entry = { who, until: now() + BELIEVED }
    known.set(digest, entry, token.length)
    async function settle(): Promise<void> {
      try {
        await who
        entry.until = Math.min(entry.until, (decodeJwt(token).exp ?? 0) * 1000)
      } catch {
        if (known.get(digest) === entry) known.delete(digest)
      }
    }
    void settle()
    return who
  }

  return {
    renew,
    recall(token) {
      const found = known.get(sha256(token))
      return found && now() < found.until ? found.who : renew(token)
    },
  }
}
