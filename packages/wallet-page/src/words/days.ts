import type { WalletActivity } from '@alter/protocol'
import { dayKey } from './time.ts'

/** What was done on one day of the user's calendar. */
export interface Day {
  key: string
  /** A moment of it. */
  at: string
  rows: WalletActivity[]
}

/** Rows in their order, day by day. */
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
