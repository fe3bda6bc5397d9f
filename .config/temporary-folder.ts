import { existsSync, statfsSync } from 'node:fs'

/** Linux keeps this folder in memory, so a database in it does not wait for a disk. */
const MEMORY = '/dev/shm'

/**
 * The folder for temporary files of tests. It is the system's usual one if a container has made the memory folder too
 * small.
 */
export function temporaryFolder(): { TMPDIR?: string } {
  if (!existsSync(MEMORY)) return {}
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > 2 ** 30 ? { TMPDIR: MEMORY } : {}
}
