import { randomSecret, sha256 } from '../crypto/hash.ts'

/** A new API key, and the hash that is kept of it. Its beginning tells scanners for secrets what it is. */
export function createApiKey(of: 'app' | 'agent'): { key: string; hash: string } {
  const key = `alter_key_${of}_${randomSecret()}`
  return { key, hash: sha256(key) }
}

/** Whether the database could know a key: what has another form is not looked up. */
export function isOfDatabase(key: string): boolean {
  return /^alter_key_(app|agent)_[\w-]{43}$/.test(key)
}
