import type { Client } from '../surroundings/client.ts'
import { openDialog } from './repair-dialog.tsx'
import type { Asking, Repair, RepairOutcome, Repairs } from '../surroundings/asking.ts'

interface Question {
  /** Aborts when no caller waits any more. */
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

  function forget(key: string, question: Question): void {
    // When no caller waited any more, the next call has asked a new question.
    if (open.get(key) === question) open.delete(key)
  }

  function begin(key: string, repair: Repair, texts: Asking['texts']): Question {
    const life = new AbortController()
    const { signal } = life
    const outcome = last.then(() => openDialog({ repair, client, texts, signal }))
    const question: Question = { life, waiting: 0, outcome }
    open.set(key, question)
    last = outcome.then((result) => {
      if (!signal.aborted) answered.set(key, { at: Date.now(), outcome: result })
      return forget(key, question)
    })
    return question
  }

  return {
    ask(repair, { sentAt, texts, signal }) {
      if (signal.aborted) return Promise.resolve(DISMISSED)
      const { status, provider } = repair
      const key = JSON.stringify([
        status,
        provider,
        status === 'connect' && repair.agent,
        status === 'reconnect' && repair.grantId,
        status === 'approve' && repair.approvalId,
      ])
      const before = answered.get(key)
      // This call was under way when the user answered the question of another call.
      if (before && sentAt <= before.at) return Promise.resolve(before.outcome)

      const question = open.get(key) ?? begin(key, repair, texts)
      question.waiting += 1
      return new Promise((resolve) => {
        function leave(): void {
          resolve(DISMISSED)
          question.waiting -= 1
          if (question.waiting > 0) return
          forget(key, question)
          question.life.abort()
        }
        signal.addEventListener('abort', leave)
        void question.outcome.then((outcome) => {
          signal.removeEventListener('abort', leave)
          return resolve(outcome)
        })
      })
    },
  }
}
