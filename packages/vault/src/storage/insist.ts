import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds. */
const RETRY = 500
const MOST_TRIES = 60

/** Tries to write what exists nowhere else until the database is back; gives up after half a minute. */
export const insist = async <Result>(write: () => Promise<Result>): Promise<Result> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write()
    } catch (error) {
      if (tries === MOST_TRIES) throw error
      await sleep(RETRY)
    }
  }
}
