/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html and https://www.sqlite.org/rescode.html */
const CODES = new Set(['23503', 'SQLITE_CONSTRAINT_FOREIGNKEY'])

/**
 * Whether a row refers to another that was deleted meanwhile, or could not be deleted because another row refers to
 * it. The statement wrote nothing.
 */
export function isBrokenReference(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && CODES.has(error.code)
}
