/** The shortest interval of a task that a test would meet by chance. Milliseconds. */
const LONG = 30_000

// A vault repeats its upkeep by the minute. On a slow machine it would come between two steps of a test, so here it runs
// when a vault starts and when a test asks for it.
const { setInterval } = globalThis
if (setInterval.name !== startInterval.name)
  globalThis.setInterval = Object.assign(startInterval, setInterval)

function startInterval<Values extends unknown[]>(
  callback: (...values: Values) => void,
  delay?: number,
  ...values: Values
): NodeJS.Timeout {
  return setInterval(callback, delay !== undefined && delay >= LONG ? 2 ** 31 - 1 : delay, ...values)
}
