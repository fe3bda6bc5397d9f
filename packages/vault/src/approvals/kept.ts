/** What was asked for, and the answer to it, are kept for so long after the end. Milliseconds. */
export const KEPT = 600_000

/** That there was an approval at all is known for so long after its end. Milliseconds. */
export const KNOWN: number = 30 * 86_400_000
