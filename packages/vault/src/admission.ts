import type { MiddlewareHandler } from 'hono'
import { ProblemError } from './problem.ts'

/** Counts the requests that the vault has accepted, and refuses new ones once it stops. */
export interface Admission {
  /** Counts a request as under way until it is answered. */
  admit(answer: Promise<Response>): Promise<Response>
  /** Requests that were accepted and have no answer yet. */
  underWay: () => number
  isClosing(): boolean
  /** Refuses requests while the vault stops. It stands before all routes that need the database. */
  refuseLate: MiddlewareHandler
  /** Resolves when every accepted request is answered. */
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
      // While the vault waited, kept-alive connections brought more requests. Those are the last ones.
      stage = 'closed'
      await Promise.allSettled(answering)
    },
  }
}
