import type { Client } from './client.ts'
import { openDialog } from './repair-dialog.tsx'
import type { Repair, RepairOutcome } from './repair.ts'
import type { Texts } from './texts.ts'

export interface Asking {
  /** When the call was sent that needs the repair, in milliseconds since the epoch. */
  sentAt: number
  texts: Partial<Texts> | undefined
  /** Aborts when this caller no longer waits. */
  signal: AbortSignal
}

/** Asks the user, one question after the other, and once for all calls that wait for the same. */
export interface Repairs {
  ask: (repair: Repair, asking: Asking) => Promise<RepairOutcome>
}

interface Question {
  /** Aborts when nobody waits any more. */
  life: AbortController
  waiting: number
  outcome: Promise<RepairOutcome>
}

const DISMISSED: RepairOutcome = { status: 'dismissed' }

export function repairsOf(client: Client): Repairs {
  return (client.repairs ??= createRepairs(client))
}

function createRepairs(client: Client): Repairs {
  const open = new Map<string, Question>()
  const answered = new Map<string, { at: number; outcome: RepairOutcome }>()
  let last: Promise<unknown> = Promise.resolve()

  const begin = (key: string, repair: Repair, texts: Asking['texts']): Question => {
    const life = new AbortController()
    const outcome = last
      .then(() => openDialog({ repair, client, texts, signal: life.signal }))
      .then((result) => {
        if (!life.signal.aborted) answered.set(key, { at: Date.now(), outcome: result })
        return result
      })
      .finally(() => open.delete(key))
    last = outcome.catch(() => {})
    return { life, waiting: 0, outcome }
  }

  return {
    ask(repair, { sentAt, texts, signal }) {
      if (signal.aborted) return Promise.resolve(DISMISSED)
      const { status, provider } = repair
      const key = JSON.stringify([status, provider, status === 'reconnect' && repair.grantId])
      const before = answered.get(key)
      // This call was under way when the user answered for another one.
      if (before && sentAt <= before.at) return Promise.resolve(before.outcome)

      const question = open.get(key) ?? begin(key, repair, texts)
      open.set(key, question)
      question.waiting += 1
      return new Promise((resolve, reject) => {
        question.outcome.then(resolve, reject)
        signal.addEventListener('abort', () => {
          resolve(DISMISSED)
          if (--question.waiting > 0) return
          open.delete(key)
          question.life.abort()
        })
      })
    },
  }
}
