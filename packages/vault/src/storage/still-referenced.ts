/**
 * Whether a row could not be deleted because another refers to it, which PostgreSQL may only find when it deletes.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isStillReferenced(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23503'
}
