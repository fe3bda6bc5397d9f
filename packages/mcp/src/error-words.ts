import type { AlterError } from '@alter/sdk'

/** How long errors with the same status are left out of the log after one of them. Milliseconds. */
const PAUSE = 60_000

/**
 * When an error with a status was logged last, and how many were left out since. It belongs to the module, because the
 * log is one for the whole process: any user can cause an error while the vault gives no answer.
 */
const logged = new Map<number | undefined, { at: number; leftOut: number }>()

/**
 * What an error of the SDK tells a client. Its facts are left out, because they have addresses of the server's own
 * network. An error on the way to the vault has them in its detail too, so it is logged instead.
 */
export function inWords(error: AlterError): string {
  const { code, detail, requestId } = error
  if (code !== 'network_error')
    return `${detail} (${code}${requestId === undefined ? '' : `, request ${requestId}`})`
  log(error)
  return 'The vault gave no answer. The log of the MCP server says why.'
}

function log(error: AlterError): void {
  const now = performance.now()
  const last = logged.get(error.status)
  if (last && now < last.at + PAUSE) {
    last.leftOut += 1
    return
  }
  logged.set(error.status, { at: now, leftOut: 0 })
  console.error(error)
  if (last && last.leftOut > 0)
    console.error(`${last.leftOut} more like this were left out since the last one.`)
}
