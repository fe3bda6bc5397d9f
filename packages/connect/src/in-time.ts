/**
 * What the user waits for. Rejects if it is not there in time: on a dead connection it never comes. It may still come
 * later: the next try finds a file loaded.
 * @param within milliseconds; default: what a file has
 */
export function inTime<Value>(coming: Promise<Value>, within = 10_000): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('No answer')), within)
    coming.finally(() => clearTimeout(timer)).then(resolve, reject)
  })
}
