import { stat } from 'node:fs/promises'
import { ConfigError } from './config-error.ts'

/**
 * Throws a `ConfigError` for a file that others than its owner may write: they would decide what the vault trusts.
 * Windows knows no such modes; a file that is not there is for its reader to tell of.
 */
export async function refuseWritableByOthers(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const found = await stat(path).catch(() => null)
  if (found === null || (found.mode & 0o022) === 0) return
  throw new ConfigError(`${path} can be written by others than its owner: \`chmod go-w ${path}\` ends that.`)
}
