import { createBounded, type WatchCache } from '../bounded.ts'

/** Calls the users of an app by what stays when they are forgotten. */
export type Pseudonym = (app: string, subject: string) => string | null

const MOST_KNOWN = 10_000
const MOST_BYTES = 4 * 1024 * 1024

/** Works out each once: a keyed hash costs as much as the rest of an audit row. */
export function rememberPseudonyms(pseudonym: Pseudonym, watch: WatchCache): Pseudonym {
  const known = createBounded<string | null>({ entries: MOST_KNOWN, bytes: MOST_BYTES })
  watch('pseudonyms', known.size)
  return (app, subject) => {
    // The id of an app holds no space.
    const key = `${app} ${subject}`
    const found = known.get(key)
    if (found !== undefined) return found
    const made = pseudonym(app, subject)
    known.set(key, made, key.length)
    return made
  }
}
