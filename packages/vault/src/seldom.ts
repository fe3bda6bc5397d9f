import { createBounded } from './bounded.ts'
import type { Log } from './log.ts'
import { isWithin } from './within.ts'

/**
 * Logs events that callers can cause as often as they like: one line of each kind per minute, the others at `debug`.
 * The next line says how many there were, as `unlogged`.
 * @param kind must not hold values that callers make up, because each kind has a line of its own
 */
export type LogSeldom = (level: 'warn' | 'error', kind: string, line: object, message: string) => void

/** Milliseconds. */
const MINUTE = 60_000
/** More kinds than any configuration has. */
const MOST_KINDS = 10_000

export function createLogSeldom(log: Log, now: () => number): LogSeldom {
  const kinds = createBounded<{ at: number; unlogged: number }>({ entries: MOST_KINDS })
  return (level, kind, line, message) => {
    const key = `${level} ${message} ${kind}`
    const last = kinds.get(key)
    if (last && isWithin(MINUTE, last.at, now())) {
      last.unlogged += 1
      log.debug(line, message)
      return
    }
    const unlogged = last?.unlogged ?? 0
    kinds.set(key, { at: now(), unlogged: 0 })
    log[level](unlogged === 0 ? line : { ...line, unlogged }, message)
  }
}
