import { useRef, useState } from 'react'
import { type CalendarAnswer, type CalendarProblem, type CalendarResult, callCalendar } from './calendar.ts'

/** How the last call of the API stands; while one runs, the answer before it stays in sight. */
export type CallState =
  | { status: 'idle' }
  | { status: 'calling'; before: CalendarAnswer | undefined }
  | CalendarResult

/** What became of the access token between two calls for one account. */
export type TokenFate = 'issued' | 'reused' | 'refreshed' | 'unknown'

export interface CallRecord {
  id: number
  at: Date
  account: string | undefined
  outcome: { status: number; code: CalendarProblem['code'] | undefined }
  token: TokenFate
}

export interface Calendar {
  state: CallState
  /** The account that was picked; none, and the vault decides. */
  account: string | undefined
  /** Newest first. */
  records: CallRecord[]
  /** Calls for the account picked last, or for another one; `null` leaves it to the vault again. */
  call: (account?: string | null) => Promise<void>
}

const KEPT = 5

/** @param onCalled told after every call */
export function useCalendar(onCalled: () => void): Calendar {
  const [state, setState] = useState<CallState>({ status: 'idle' })
  const [account, setAccount] = useState<string>()
  const [records, setRecords] = useState<CallRecord[]>([])
  const tokens = useRef(new Map<string, number>())
  const latest = useRef(0)

  function fateOf({ account: owner, tokenIssuedAt }: CalendarAnswer): TokenFate {
    if (!tokenIssuedAt) return 'unknown'
    const before = tokens.current.get(owner)
    tokens.current.set(owner, tokenIssuedAt.getTime())
    if (before === undefined) return 'issued'
    return before === tokenIssuedAt.getTime() ? 'reused' : 'refreshed'
  }

  function recordOf(id: number, wanted: string | undefined, result: CalendarResult): CallRecord {
    return result.status === 'answered'
      ? {
          id,
          at: new Date(),
          account: result.answer.account,
          outcome: { status: result.answer.status, code: undefined },
          token: fateOf(result.answer),
        }
      : {
          id,
          at: new Date(),
          account: wanted,
          outcome: { status: result.problem.status, code: result.problem.code },
          token: 'unknown',
        }
  }

  async function call(choice: string | null | undefined = account): Promise<void> {
    const wanted = choice ?? undefined
    const id = (latest.current += 1)
    setAccount(wanted)
    setState((now) => ({ status: 'calling', before: now.status === 'answered' ? now.answer : undefined }))
    const result = await callCalendar(wanted)
    // A later call has overtaken this one.
    if (latest.current !== id) return
    const record = recordOf(id, wanted, result)
    setRecords((kept) => [record, ...kept].slice(0, KEPT))
    setState(result)
    onCalled()
  }

  return { state, account, records, call }
}
