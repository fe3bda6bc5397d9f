/** How long the user waits for a part, in milliseconds: on a dead connection it never comes. */
const WITHIN = 10_000

/**
 * A part that the user waits for. Rejects if it is not there in time. It may still come later: the next try finds it
 * loaded.
 */
export function inTime<Part>(loading: Promise<Part>): Promise<Part> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`A file did not arrive within ${WITHIN} ms`)), WITHIN)
    loading.finally(() => clearTimeout(timer)).then(resolve, reject)
  })
}
