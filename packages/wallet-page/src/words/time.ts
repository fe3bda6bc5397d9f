import { ago, UNITS } from '@alter/connect/words'
import type { Texts } from '@alter/connect/languages/wallet-texts'

const SECOND = 1000
const DAY = 86_400 * SECOND

/** The distance in time in words, such as "3 hours ago". */
export function distance({ locale }: Texts, iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000
  if (seconds <= 0) return ago(iso, now, locale)
  // Future times are given in days, because "next week" may be eight days away.
  const [unit, size] = UNITS.find(([name, length]) => name !== 'week' && seconds >= length) ?? [
    'second',
    Infinity,
  ]
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.floor(seconds / size), unit)
}

/** How long a request took. */
export function took({ locale }: Texts, milliseconds: number): string {
  const isLong = milliseconds >= SECOND
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: isLong ? 'second' : 'millisecond',
    unitDisplay: 'short',
    maximumFractionDigits: isLong ? 1 : 0,
  }).format(isLong ? milliseconds / SECOND : milliseconds)
}

export function day({ locale }: Texts, iso: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(iso))
}

export function dayAndTime({ locale }: Texts, iso: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso))
}

export function clock({ locale }: Texts, iso: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(new Date(iso))
}

/** The day in the user's time zone, `YYYY-MM-DD`, which groups rows. */
export function dayKey(iso: string): string {
  const date = new Date(iso)
  const [year, month, date_] = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
  return `${year}-${String(month).padStart(2, '0')}-${String(date_).padStart(2, '0')}`
}

/** Today, yesterday, or the date. */
export function dayName(texts: Texts, iso: string, now: number): string {
  const today = dayKey(new Date(now).toISOString())
  const yesterday = dayKey(new Date(now - DAY).toISOString())
  const format = new Intl.RelativeTimeFormat(texts.locale, { numeric: 'auto' })
  const key = dayKey(iso)
  if (key === today) return capital(texts, format.format(0, 'day'))
  if (key === yesterday) return capital(texts, format.format(-1, 'day'))
  return new Intl.DateTimeFormat(texts.locale, { dateStyle: 'full' }).format(new Date(iso))
}

function capital({ locale }: Texts, text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
}
