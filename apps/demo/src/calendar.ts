import type { GrantAccount, Problem } from '@alter/protocol'
import { isRecord } from './json.ts'

/** One entry of the calendar. */
export interface CalendarEvent {
  id: string
  title: string
  start: Date
  end: Date
  allDay: boolean
  location: string | undefined
}

/** Google's own answer. */
export interface CalendarAnswer {
  /** HTTP status. */
  status: number
  /** Whose calendar it is. */
  account: string
  events: CalendarEvent[]
  /** When the access token was issued; only the local Google says so. */
  tokenIssuedAt: Date | undefined
  /** How long the backend took, in milliseconds. */
  took: number
}

/** Why there is no answer, as a problem document says it. */
export interface CalendarProblem {
  status: number
  code: Problem['code'] | 'no_answer'
  detail: string
  grantId: string | undefined
  accounts: GrantAccount[]
  missingScopes: string[]
}

export type CalendarResult =
  | { status: 'answered'; answer: CalendarAnswer }
  | { status: 'problem'; problem: CalendarProblem }

/** Makes the backend call the Calendar API. Never rejects, because a failure is a result too. */
export async function callCalendar(account: string | undefined): Promise<CalendarResult> {
  const began = performance.now()
  const query = account === undefined ? '' : `?account=${encodeURIComponent(account)}`
  try {
    const response = await fetch(`/api/calendar${query}`, { headers: { accept: 'application/json' } })
    const body: unknown = await response.json()
    // A call that needs an approval is also a problem document, with status 202.
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true
    if (!response.ok || isProblem) return { status: 'problem', problem: readProblem(response.status, body) }
    return { status: 'answered', answer: readAnswer(body, Math.round(performance.now() - began)) }
  } catch {
    return { status: 'problem', problem: readProblem(0, undefined) }
  }
}

function readAnswer(reply: unknown, took: number): CalendarAnswer {
  const { status, body } = isRecord(reply) ? reply : {}
  const { summary, items } = isRecord(body) ? body : {}
  const events = (Array.isArray(items) ? items : []).flatMap(readEvent)
  return {
    status: typeof status === 'number' ? status : 0,
    account: typeof summary === 'string' ? summary : '',
    events,
    tokenIssuedAt: events.find(isToken)?.start,
    took,
  }
}

/** The local Google adds the creation of the access token to every calendar. */
export function isToken({ id }: CalendarEvent): boolean {
  return id === 'token'
}

function readEvent(item: unknown): CalendarEvent[] {
  if (!isRecord(item)) return []
  const { id, summary, location } = item
  const start = readTime(item['start'])
  const end = readTime(item['end'])
  if (typeof id !== 'string' || !start || !end) return []
  return [
    {
      id,
      title: typeof summary === 'string' ? summary : '(No title)',
      start: start.time,
      end: end.time,
      allDay: start.allDay,
      location: typeof location === 'string' ? location : undefined,
    },
  ]
}

function readTime(value: unknown): { time: Date; allDay: boolean } | undefined {
  if (!isRecord(value)) return undefined
  const { dateTime, date } = value
  if (typeof dateTime === 'string') return { time: new Date(dateTime), allDay: false }
  // An event without a time takes the whole day in the reader's time zone.
  if (typeof date === 'string') return { time: new Date(`${date}T00:00`), allDay: true }
  return undefined
}

function readProblem(status: number, body: unknown): CalendarProblem {
  const problem: Partial<Problem> = isRecord(body) ? body : {}
  return {
    status,
    code: problem.code ?? 'no_answer',
    detail: problem.detail ?? 'The backend did not answer.',
    grantId: problem.grant_id,
    accounts: problem.accounts ?? [],
    missingScopes: problem.missing_scopes ?? [],
  }
}
