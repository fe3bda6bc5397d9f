import { randomSecret, sha256 } from '../../crypto/hash.ts'

/** A new API key, and the hash that is stored. Its prefix lets secret scanners recognise it. */
export function createApiKey(of: 'app' | 'agent'): { key: string; hash: string } {
  const key = `alter_key_${of}_${randomSecret()}`
  return { key, hash: sha256(key) }
}

/** Whether a key has the form of keys in the database. Others need no look-up. */
export function isOfDatabase(key: string): boolean {
  return /^alter_key_(app|agent)_[\w-]{43}$/.test(key)
}
