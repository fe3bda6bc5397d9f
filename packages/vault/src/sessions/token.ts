import { randomId, randomSecret, sha256 } from '../crypto/hash.ts'

/** Creates `alter_cs_<session id>_<256 random bits>`. The id is public; of the whole token only a hash is stored. */
export function createSessionToken(): { id: string; token: string; hash: string } {
  const id = randomId()
  const token = `alter_cs_${id}_${randomSecret()}`
  return { id, token, hash: sha256(token) }
}

/** The session id in a token; `null` for any other text. */
export function sessionIdOf(token: string): string | null {
  return /^alter_cs_([0-9a-f]{32})_[\w-]{43}$/.exec(token)?.[1] ?? null
}
