/** How long the request and its answer are kept after the end. Milliseconds. */
export const KEPT = 600_000

/** How long the approval itself stays known after its end. Milliseconds. */
export const KNOWN: number = 30 * 86_400_000
