/**
 * Acts with a signal that aborts when the time is over, as that of `AbortSignal.timeout` does. Here the timer ends with
 * the act. The timer of `AbortSignal.timeout` keeps running, and keeps its listeners in memory.
 * @param milliseconds need not be whole
 * @param outer another signal that aborts the act
 */
export async function inTime<Result>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  act: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController()
  const timer = setTimeout(() => {
    limit.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
  }, milliseconds)
  try {
    return await act(outer ? AbortSignal.any([outer, limit.signal]) : limit.signal)
  } finally {
    clearTimeout(timer)
  }
}
