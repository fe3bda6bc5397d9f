import { decodeJwt } from 'jose'
import { createBounded, type WatchCache } from '../bounded.ts'
import { sha256 } from '../crypto/hash.ts'

/** How long a verified token is trusted without another check. Milliseconds. */
const BELIEVED = 60_000
const MOST_REMEMBERED = 10_000
/** Size of all remembered tokens. What is known of a token is never larger than the token. */
const MOST_BYTES = 16 * 1024 * 1024

/** What is known about tokens. */
export interface Remembered<Who> {
  /** The user of a token, as found within the last minute. */
  recall(token: string): Promise<Who>
  /** The user of a token, found again. */
  renew(token: string): Promise<Who>
}

/**
 * Verifies each token once a minute instead of with each call, because an RSA signature costs more than the rest of a
 * proxied call. No token is trusted past its own expiry. A withdrawn issuer key is trusted for minutes anyway.
 * @param resolve verifies the token and finds its user
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
    // While a token is verified, others with the same token wait for the same result.
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
