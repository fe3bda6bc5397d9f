import type { WalletActivity } from '@alter/protocol'
import { dayKey } from './time.ts'

/** The rows of one day in the user's time zone. */
export interface Day {
  key: string
  /** A moment of the day. */
  at: string
  rows: WalletActivity[]
}

/** Groups rows by day and keeps their order. */
export function byDay(rows: WalletActivity[]): Day[] {
  const days: Day[] = []
  for (const row of rows) {
    const key = dayKey(row.at)
    const last = days.at(-1)
    if (last?.key === key) last.rows.push(row)
    else days.push({ key, at: row.at, rows: [row] })
  }
  return days
}
