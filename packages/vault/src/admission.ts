import type { MiddlewareHandler } from 'hono'
import { ProblemError } from './problem.ts'

/** Who is let in, from the first request to the last answer. */
export interface Admission {
  /** Counts a request until it is answered. */
  admit(answer: Promise<Response>): Promise<Response>
  /** How many were let in and are not answered yet. */
  underWay: () => number
  isClosing(): boolean
  /** Stands before all that needs the database. */
  refuseLate: MiddlewareHandler
  /** Resolves when everybody who was let in is answered. */
  close(): Promise<void>
}

export function createAdmission(): Admission {
  let stage: 'open' | 'closing' | 'closed' = 'open'
  const answering = new Set<Promise<Response>>()
  return {
    admit(answer) {
      answering.add(answer)
      return answer.finally(() => answering.delete(answer))
    },
    underWay: () => answering.size,
    isClosing: () => stage !== 'open',
    async refuseLate(_context, next) {
      if (stage === 'closed') {
        throw new ProblemError('unavailable', 'The vault is closing: try again.', { retry_after: 1 })
      }
      await next()
    },
    async close() {
      stage = 'closing'
      await Promise.allSettled(answering)
      // Others came meanwhile, on connections that are kept alive. They are the last.
      stage = 'closed'
      await Promise.allSettled(answering)
    },
  }
}
