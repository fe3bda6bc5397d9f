import type { Account } from './directory.ts'

interface Entry {
  days: number
  /** Hour of the day, UTC. */
  hour: number
  minutes: number
  summary: string
  location?: string
}

const calendars: Record<string, Entry[]> = {
  'ada@work.example': [
    { days: 1, hour: 9, minutes: 30, summary: 'Engine review with Charles', location: 'Dorset Street' },
    { days: 1, hour: 14, minutes: 60, summary: 'Notes on the Analytical Engine, part G' },
    {
      days: 3,
      hour: 10,
      minutes: 45,
      summary: 'Bernoulli numbers: walk through the program',
      location: 'Room 7',
    },
  ],
  'ada@home.example': [
    { days: 1, hour: 18, minutes: 90, summary: 'Harp lesson' },
    { days: 2, hour: 12, minutes: 60, summary: 'Lunch with Mary', location: 'Ockham Park' },
  ],
  'grace@navy.example': [
    { days: 1, hour: 8, minutes: 60, summary: 'Compiler working group', location: 'Building 3' },
    { days: 2, hour: 13, minutes: 30, summary: 'Nanosecond talk: cut the wire' },
    { days: 4, hour: 9, minutes: 60, summary: 'Mark I maintenance (mind the moth)' },
  ],
}

const usual: Entry[] = [
  { days: 1, hour: 9, minutes: 30, summary: 'Planning' },
  { days: 2, hour: 15, minutes: 60, summary: 'Walk and talk' },
]

function rfc3339(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z')
}

/**
 * A primary calendar. The first event is the access token's own birth, so that a refresh can be seen.
 * @see https://developers.google.com/workspace/calendar/api/v3/reference/events/list
 */
export function calendarEvents(account: Account, issuedAt: number, added: unknown[]): unknown {
  const issued = new Date(issuedAt * 1000)
  const today = new Date()
  today.setUTCHours(0, 0, 0, 0)
  function event(id: string, summary: string, start: Date, minutes: number, location?: string): unknown {
    return {
      kind: 'calendar#event',
      id,
      status: 'confirmed',
      summary,
      ...(location === undefined ? {} : { location }),
      organizer: { email: account.email, self: true },
      start: { dateTime: rfc3339(start), timeZone: 'UTC' },
      end: { dateTime: rfc3339(new Date(start.getTime() + minutes * 60_000)), timeZone: 'UTC' },
    }
  }
  const entries = calendars[account.login] ?? usual
  return {
    kind: 'calendar#events',
    summary: account.email,
    timeZone: 'UTC',
    accessRole: 'owner',
    items: [
      event('token', `Access token issued at ${issued.toISOString().slice(11, 19)} UTC`, issued, 1),
      ...entries.map(({ days, hour, minutes, summary, location }, index) => {
        const start = new Date(today.getTime() + days * 86_400_000 + hour * 3_600_000)
        return event(`event${index + 1}`, summary, start, minutes, location)
      }),
      ...added,
    ],
  }
}

/**
 * A new event, or nothing where the body has no times.
 * @see https://developers.google.com/workspace/calendar/api/v3/reference/events/insert
 */
export function addEvent(account: Account, body: unknown, number: number): unknown {
  const { summary, start, end }: { summary?: unknown; start?: unknown; end?: unknown } = Object(body)
  if (!hasTime(start) || !hasTime(end)) return undefined
  return {
    kind: 'calendar#event',
    id: `added${number}`,
    status: 'confirmed',
    summary: typeof summary === 'string' ? summary : '(No title)',
    organizer: { email: account.email, self: true },
    start,
    end,
  }
}

function hasTime(value: unknown): boolean {
  const { dateTime }: { dateTime?: unknown } = Object(value)
  return typeof dateTime === 'string' && !Number.isNaN(Date.parse(dateTime))
}
