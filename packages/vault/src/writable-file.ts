import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ConfigError } from './config-error.ts'

/**
 * Throws a `ConfigError` for a file that other users of the machine may write or, because all may write in its folder,
 * replace: they would decide what the vault trusts. Ignores a missing file, which its reader reports, and Windows, which
 * has no such modes.
 * @param isWritable whether a folder of such a mode takes changes. Default: asks its file system
 */
export async function refuseWritableByOthers(
  path: string,
  isWritable: (folder: string) => Promise<boolean> = takesChanges,
): Promise<void> {
  if (process.platform === 'win32') return
  const found = await stat(path).catch(() => null)
  if (found === null) return
  if ((found.mode & 0o022) !== 0) throw writable(path, 'go-w')
  const folder = dirname(resolve(path))
  const { mode } = await stat(folder)
  if ((mode & 0o002) === 0 || (mode & STICKY) !== 0) return
  // Kubernetes mounts a ConfigMap as a folder of mode 777 that is read-only.
  if (await isWritable(folder)) throw writable(folder, 'o-w')
}

/** Whether the file system of a folder takes changes, if its mode allows them. */
function takesChanges(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )
}

/** In a folder such as `/tmp`, nobody replaces the files of others. */
const STICKY = 0o1000

function writable(path: string, change: string): ConfigError {
  return new ConfigError(`Other users of this machine can write ${path}: run \`chmod ${change} ${path}\`.`)
}
