/** How long the user waits for a part, in milliseconds: on a dead connection it never comes. */
const WITHIN = 10_000

/**
 * A part that somebody waits for: rejects where it is not there in time. It may still come, and then serves what is tried
 * next.
 */
export function inTime<Part>(loading: Promise<Part>): Promise<Part> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`A file did not come within ${WITHIN} ms`)), WITHIN)
    loading.finally(() => clearTimeout(timer)).then(resolve, reject)
  })
}
