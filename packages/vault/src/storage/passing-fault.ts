/**
 * Codes for lost connections, missing resources, shutdown and failover.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const POSTGRES = /^(08...|53...|57P..|25006|40001|40P01)$/
/** @see https://www.sqlite.org/rescode.html */
const SQLITE = /^SQLITE_(BUSY|IOERR|FULL|CANTOPEN)/
const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/
/** Messages of `pg` that have no code. */
const TEXT =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error)/

const OF_DATABASE = Symbol('of the database')

/** Marks an error of a database driver. Other connections fail with the same codes. */
export function markAsOfDatabase(error: unknown): void {
  if (error instanceof Error) Object.defineProperty(error, OF_DATABASE, { value: true, configurable: true })
}

/**
 * Whether the database was away, busy or full, so that the same statement may succeed later. Other errors would only
 * repeat.
 */
export function isPassingFault(error: unknown): boolean {
  if (!(error instanceof Error && OF_DATABASE in error)) return false
  const code = codeOf(error)
  return [POSTGRES, SQLITE, NETWORK].some((known) => known.test(code)) || TEXT.test(error.message)
}

/** Codes of faults that end a statement or a connection before anything is written, or undo what was. */
const NOTHING_WRITTEN =
  /^(0800[14]|53...|57P03|25006|40001|40P01|SQLITE_(BUSY|FULL|CANTOPEN).*|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/

/**
 * Whether the statement of a passing fault left nothing behind. After others, such as a connection that was lost in a commit, the write
 * may be there.
 */
export function wroteNothing(error: Error): boolean {
  return NOTHING_WRITTEN.test(codeOf(error)) || error.message === 'timeout exceeded when trying to connect'
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
