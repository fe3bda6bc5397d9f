import { stat } from 'node:fs/promises'
import { ConfigError } from './config-error.ts'

/**
 * Throws a `ConfigError` for a file that other users of the machine may write, because they would decide what the vault
 * trusts. Ignores a missing file, which its reader reports, and Windows, which has no such modes.
 */
export async function refuseWritableByOthers(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const found = await stat(path).catch(() => null)
  if (found === null || (found.mode & 0o022) === 0) return
  throw new ConfigError(`Other users of this machine can write ${path}: run \`chmod go-w ${path}\`.`)
}
