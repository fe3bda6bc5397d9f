import { existsSync, statfsSync } from 'node:fs'

/** Linux keeps this folder in memory: a database in it waits for no disk. */
const MEMORY = '/dev/shm'

/** Where tests put their temporary files: the system's usual place, where a container has made that in memory too small. */
export function temporaryFolder(): { TMPDIR?: string } {
  if (!existsSync(MEMORY)) return {}
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > 2 ** 30 ? { TMPDIR: MEMORY } : {}
}
