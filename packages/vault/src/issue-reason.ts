import type { z } from 'zod'

/** What is wrong. Of a key of a record, zod says only that it is invalid, and keeps the reason inside. */
export function reasonOf(issue: z.core.$ZodIssue): string {
  return (issue.code === 'invalid_key' && issue.issues[0]?.message) || issue.message
}
