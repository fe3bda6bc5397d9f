import { createBounded, type WatchCache } from '../bounded.ts'

/** The name of an app's user that stays in the audit when the user is forgotten. */
export type Pseudonym = (app: string, subject: string) => string | null

const MOST_KNOWN = 10_000
const MOST_BYTES = 4 * 1024 * 1024

/** Computes each pseudonym once, because a keyed hash costs as much as the rest of an audit row. */
export function rememberPseudonyms(pseudonym: Pseudonym, watch: WatchCache): Pseudonym {
  const known = createBounded<string | null>({ entries: MOST_KNOWN, bytes: MOST_BYTES })
  watch('pseudonyms', known.size)
  return (app, subject) => {
    // App ids hold no space, so the key is unambiguous.
    const key = `${app} ${subject}`
    const found = known.get(key)
    if (found !== undefined) return found
    const made = pseudonym(app, subject)
    known.set(key, made, key.length)
    return made
  }
}
