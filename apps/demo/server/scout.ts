import { randomUUID } from 'node:crypto'
import { type Agent, isAlterError } from '@alter/sdk'

/** One step of Scout, or why it stopped. */
export type ScoutStep =
  | { step: 'read'; events: number }
  | { step: 'found'; start: string; end: string }
  | { step: 'asks'; title: string; approval_url: string }
  | { step: 'added'; title: string; start: string }
  | { step: 'stopped'; code: string; detail: string }

interface Errand {
  agent: Agent
  calendarUrl: string
  /** The JWT of the calendar's user. */
  userToken: string
  account: string | undefined
  signal: AbortSignal
}

const TITLE = 'An hour for thought'
const HOUR = 3_600_000
/** The hours of a day, UTC, in which it looks for a free one. */
const DAY = { from: 9, to: 17 }

/**
 * A small agent without a model: it reads the calendar, looks for a free hour, and asks before it adds an event. The
 * vault decides what it may do: it has the agent's key, the user's delegation, and the rule that a human must approve.
 */
export async function* runScout({ agent, calendarUrl, ...whose }: Errand): AsyncGenerator<ScoutStep> {
  const run = agent.trace({ runId: randomUUID(), client: 'Scout' })
  const { account, userToken, signal } = whose
  const choice = { provider: 'google', userToken, signal, ...(account !== undefined && { account }) }
  try {
    const calendar = await run.trace({ tool: 'read_calendar' }).request('GET', calendarUrl, {
      ...choice,
      queryParams: { timeMin: new Date().toISOString(), singleEvents: 'true', orderBy: 'startTime' },
      reason: 'Looks for a free hour',
    })
    const busy = readTimes(await calendar.json())
    yield { step: 'read', events: busy.length }
    const start = freeHour(busy, new Date())
    const event = {
      summary: TITLE,
      start: { dateTime: start.toISOString() },
      end: { dateTime: new Date(start.getTime() + HOUR).toISOString() },
    }
    yield { step: 'found', start: event.start.dateTime, end: event.end.dateTime }
    yield* addEvent(run.trace({ tool: 'add_event' }), calendarUrl, event, choice)
  } catch (error) {
    if (!isAlterError(error)) throw error
    yield { step: 'stopped', code: error.code, detail: error.detail }
  }
}

interface Event {
  summary: string
  start: { dateTime: string }
  end: { dateTime: string }
}

/** The vault keeps the request until the user has decided, and then sends exactly this request. */
async function* addEvent(
  agent: Agent,
  calendarUrl: string,
  event: Event,
  choice: { provider: string; userToken: string; signal: AbortSignal },
): AsyncGenerator<ScoutStep> {
  const { userToken, signal } = choice
  try {
    await agent.request('POST', calendarUrl, {
      ...choice,
      json: event,
      reason: `Scout found a free hour and wants to keep it as “${TITLE}”`,
    })
  } catch (error) {
    if (!isAlterError(error, 'approval_required') || error.approvalUrl === undefined) throw error
    yield { step: 'asks', title: TITLE, approval_url: error.approvalUrl }
    await agent.awaitApproval(error.approvalId, { userToken, signal })
  }
  yield { step: 'added', title: TITLE, start: event.start.dateTime }
}

interface Busy {
  start: number
  end: number
}

function readTimes(calendar: unknown): Busy[] {
  const { items }: { items?: unknown } = Object(calendar)
  return (Array.isArray(items) ? items : []).flatMap((item: { start?: unknown; end?: unknown }) => {
    const [start, end] = [timeOf(item.start), timeOf(item.end)]
    return Number.isNaN(start + end) ? [] : [{ start, end }]
  })
}

function timeOf(value: unknown): number {
  const { dateTime }: { dateTime?: unknown } = Object(value)
  return typeof dateTime === 'string' ? Date.parse(dateTime) : Number.NaN
}

/** The first free whole hour from tomorrow on. */
function freeHour(busy: Busy[], now: Date): Date {
  const day = new Date(now)
  for (;;) {
    day.setUTCDate(day.getUTCDate() + 1)
    for (let hour = DAY.from; hour < DAY.to; hour += 1) {
      const start = day.setUTCHours(hour, 0, 0, 0)
      if (!busy.some((event) => event.start < start + HOUR && event.end > start)) return new Date(start)
    }
  }
}
