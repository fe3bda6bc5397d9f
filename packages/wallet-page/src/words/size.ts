import type { Texts } from '@alter/connect/languages/wallet-texts'

type Unit = [unit: string, bytes: number]

const UNITS: Unit[] = [
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
]
const SMALLEST: Unit = ['byte', 1]

/** A number of bytes in a readable unit. */
export function size({ locale }: Texts, bytes: number): string {
  const [unit, divisor] = UNITS.find(([, length]) => bytes >= length) ?? SMALLEST
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / divisor)
}
