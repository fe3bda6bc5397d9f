import { setTimeout as sleep } from 'node:timers/promises'
import { isPassingFault } from './passing-fault.ts'

/** Wait between two tries. Milliseconds. */
const RETRY = 500
const MOST_TRIES = 60

/**
 * Repeats a write until the database is back, for data that exists nowhere else. Gives up after half a minute, and at
 * once when waiting cannot help.
 */
export async function insist<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write()
    } catch (error) {
      if (tries === MOST_TRIES || !isPassingFault(error)) throw error
      await sleep(RETRY)
    }
  }
}
