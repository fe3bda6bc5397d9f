import type { AlterError } from '@alter/sdk'

/** How long errors with the same status are left out of the log after one of them. Milliseconds. */
const PAUSE = 60_000

/**
 * Makes the words of errors for clients, and logs what the words leave out.
 * @param log where errors without an answer go, each kind at a limited rate
 */
export function createErrorWords(log: (...values: unknown[]) => void): (error: AlterError) => string {
  /** When an error with a status was logged last, and how many were left out since. */
  const logged = new Map<number | undefined, { at: number; leftOut: number }>()

  function note(error: AlterError): void {
    const now = performance.now()
    const last = logged.get(error.status)
    if (last && now < last.at + PAUSE) {
      last.leftOut += 1
      return
    }
    logged.set(error.status, { at: now, leftOut: 0 })
    log(error)
    if (last && last.leftOut > 0) log(`${last.leftOut} more like this were left out since the last one.`)
  }

  return (error) => {
    const { code, detail, requestId } = error
    if (code !== 'network_error') {
      return `${detail} (${code}${requestId === undefined ? '' : `, request ${requestId}`})`
    }
    note(error)
    return 'The vault gave no answer. The log of the MCP server says why.'
  }
}

/**
 * What an error of the SDK tells a client. Its facts are left out, because they have addresses of the server's own
 * network. An error on the way to the vault has them in its detail too, so it is logged instead. The rate is one for the
 * whole process, as its log is: any user can cause an error while the vault gives no answer.
 */
export const inWords: (error: AlterError) => string = createErrorWords((...values) =>
  console.error(...values),
)
