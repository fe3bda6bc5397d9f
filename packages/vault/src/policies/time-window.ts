import type { TimeWindowRule, Weekday } from '@alter/protocol'
import { ALLOWED, denied, type Verdict } from './verdict.ts'

/** Whether the window is open at a moment. Throws for an unknown time zone. */
export function checkTimeWindow(rule: TimeWindowRule, now: number): Verdict {
  const { day, minute } = localTime(rule.zone, now)
  const from = minutes(rule.from)
  const to = minutes(rule.to)
  function opensOn(weekday: Weekday): boolean {
    return rule.days === undefined || rule.days.includes(weekday)
  }
  const open =
    from < to
      ? opensOn(day) && minute >= from && minute < to
      : (opensOn(day) && minute >= from) || (opensOn(dayBefore(day)) && minute < to)
  if (open) return ALLOWED
  const days = rule.days === undefined ? '' : ` on ${rule.days.join(', ')}`
  return denied(`calls are allowed from ${rule.from} to ${rule.to}${days} (${rule.zone})`)
}

const DAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

function localTime(zone: string, now: number): { day: Weekday; minute: number } {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]))
  const day = DAYS.find((name) => name === parts.get('weekday')?.toLowerCase())
  const minute = minutes(`${parts.get('hour')}:${parts.get('minute')}`)
  if (day === undefined) throw new Error(`no weekday in ${zone}`)
  return { day, minute }
}

function dayBefore(day: Weekday): Weekday {
  return DAYS.at(DAYS.indexOf(day) - 1) ?? 'sun'
}

function minutes(text: string): number {
  const [hours = '', rest = ''] = text.split(':')
  const total = Number(hours) * 60 + Number(rest)
  if (!Number.isInteger(total)) throw new Error(`${text} is no time of day`)
  return total
}
