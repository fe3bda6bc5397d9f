import { createApiKey } from '../identity/keys/api-key.ts'
import { print } from './terminal.ts'

/** Prints a key that no database knows, and its hash for the config file. */
export function printKey(of: 'app' | 'agent'): void {
  const { key, hash } = createApiKey(of)
  print(`The API key, shown only now:\n\n  ${key}\n\nIn the config file:\n\n  api_key_sha256: ${hash}`)
}
