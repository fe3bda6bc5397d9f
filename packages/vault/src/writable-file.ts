import { access, constants, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { ConfigError } from './config-error.ts'

/**
 * Throws a `ConfigError` for a file that other users of the machine may write or, because all may write in its folder,
 * replace: they would decide what the vault trusts. Ignores a missing file, which its reader reports, and Windows, which
 * has no such modes.
 * @param askToWrite rejects as `access(2)` does when this process may not write in a folder. Default: asks the system
 */
export async function refuseWritableByOthers(
  path: string,
  askToWrite: (folder: string) => Promise<void> = (folder) => access(folder, constants.W_OK),
): Promise<void> {
  if (process.platform === 'win32') return
  const found = await stat(path).catch(() => null)
  if (found === null) return
  if ((found.mode & 0o022) !== 0) throw writable(path, `run \`chmod go-w ${path}\`.`)
  const folder = dirname(resolve(path))
  const { mode } = await stat(folder)
  if ((mode & 0o002) === 0 || (mode & STICKY) !== 0) return
  // Kubernetes mounts a Secret and a ConfigMap as a folder of mode 777 that is read-only.
  if (await isReadOnly(folder, askToWrite)) return
  throw writable(
    folder,
    `run \`chmod o-w ${folder}\`, or move ${basename(path)} to a folder in which only its owner can write. Kubernetes: mount it from a Secret or a ConfigMap, not from an emptyDir.`,
  )
}

/**
 * Whether a folder is in a read-only file system. Any other refusal only says that this process may not write, which
 * others still may.
 */
async function isReadOnly(folder: string, askToWrite: (folder: string) => Promise<void>): Promise<boolean> {
  try {
    await askToWrite(folder)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EROFS'
  }
}

/** In a folder such as `/tmp`, nobody replaces the files of others. */
const STICKY = 0o1000

function writable(path: string, whatToDo: string): ConfigError {
  return new ConfigError(`Other users of this machine can write ${path}: ${whatToDo}`)
}
