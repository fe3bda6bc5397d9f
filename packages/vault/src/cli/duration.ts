/** Length of each unit. Milliseconds. */
const UNITS = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** Milliseconds of a duration such as `30m`, `24h` or `7d`; `undefined` for any other text. */
export function readDuration(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const length = UNITS.get(unit)
  return length === undefined ? undefined : Number(count) * length
}
