import { setTimeout as sleep } from 'node:timers/promises'
import { isPassingFault } from './passing-fault.ts'

/** Milliseconds. */
const RETRY = 500
const MOST_TRIES = 60

/**
 * Tries to write what exists nowhere else until the database is back; gives up after half a minute, and at once where
 * waiting cannot help.
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
