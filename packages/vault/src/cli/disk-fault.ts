/**
 * What is wrong with the disk of the database, in words for an operator; `null` when the error is of another kind.
 * @see https://www.sqlite.org/rescode.html and https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function diskFault(error: unknown): string | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = 'code' in each ? String(each.code) : ''
    if (/^(SQLITE_FULL|ENOSPC|53100)$/.test(code)) {
      return `The disk is full (${code}): make room, and run this again.`
    }
    if (/^(SQLITE_READONLY.*|EROFS)$/.test(code)) {
      return `The database or its folder cannot be written (${code}): check its mount, its owner and its mode.`
    }
    if (code.startsWith('SQLITE_IOERR')) return `The disk of the database failed (${code}).`
  }
  return null
}
