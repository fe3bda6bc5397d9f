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

/**
 * Whether the database was away, busy or full, so that the same statement may succeed later. Other errors would only
 * repeat.
 */
export function isPassingFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return [POSTGRES, SQLITE, NETWORK].some((known) => known.test(code)) || TEXT.test(error.message)
}
