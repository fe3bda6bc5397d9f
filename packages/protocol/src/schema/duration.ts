import { z } from 'zod'

/** Ten years in seconds. A time that far ahead fits into every database and into a `Date`. */
const LONGEST_DURATION = 315_360_000
const DURATION_RULE = 'must be a whole number of seconds from 1 to 315360000, which is ten years'
/** Seconds that something lasts. */
export const duration: z.ZodInt = z
  .int(DURATION_RULE)
  .min(1, DURATION_RULE)
  .max(LONGEST_DURATION, DURATION_RULE)
