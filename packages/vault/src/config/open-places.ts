import { stat } from 'node:fs/promises'

/**
 * A remark for each file and folder that other users of the machine can read, because these hold secrets. Empty on
 * Windows, which has no such modes.
 */
export async function openPlaces(paths: string[]): Promise<string[]> {
  if (process.platform === 'win32') return []
  const remarks = await Promise.all(paths.map(remarkOn))
  return remarks.filter((remark) => remark !== null)
}

async function remarkOn(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null)
  if (found === null) return null
  if (found.isDirectory()) {
    const isOpen = (found.mode & 0o077) !== 0
    return isOpen ? `Other users of this machine can open ${path}: run \`chmod go= ${path}\`.` : null
  }
  const isReadable = (found.mode & 0o044) !== 0
  return isReadable ? `Other users of this machine can read ${path}: run \`chmod go-r ${path}\`.` : null
}
