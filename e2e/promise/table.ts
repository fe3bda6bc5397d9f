import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'
import { ENGINE_NAMES, type EngineName, ENGINES } from './engines.ts'

const MARKS: Record<TestResult['status'], string> = {
  passed: '✓',
  failed: '✗',
  timedOut: '✗',
  interrupted: '?',
  skipped: '–',
}

interface Cell {
  mark: string
  remarks: string[]
}

type Row = Partial<Record<EngineName, Cell>>

/** Prints the rows by engine, and says of each that was not shown, or not as a user sees it, why. */
export default class Table implements Reporter {
  readonly #rows = new Map<string, Row>()
  /** Numbered as they come. */
  readonly #remarks = new Map<string, { number: number; rows: Set<string> }>()

  onTestEnd({ title, parent, annotations: planned }: TestCase, { status, annotations }: TestResult): void {
    const use: { engine?: unknown } = Object(parent.project()?.use)
    const engine = ENGINE_NAMES.find((name) => name === use.engine)
    if (engine === undefined) return
    const remarks = [...planned, ...annotations].flatMap(({ description }) => description ?? [])
    const row = this.#rows.get(title) ?? {}
    row[engine] = { mark: MARKS[status], remarks: [...new Set(remarks)] }
    this.#rows.set(title, row)
  }

  onEnd(): void {
    const engines = ENGINE_NAMES.filter((name) => [...this.#rows.values()].some((row) => row[name]))
    if (engines.length === 0) return
    const lines = [...this.#rows].map(([title, row]) => {
      const cells = engines.map((name) => centred(this.#textOf(title, name, row[name]), ENGINES[name].title))
      return `${cells.join('  ')}  ${title}`
    })
    const cells = [...this.#rows.values()].flatMap((row) => engines.map((name) => row[name]))
    const unshown = cells.filter((cell) => cell?.mark === MARKS.skipped).length
    const heads = engines.map((name) => ENGINES[name].title)
    const text = [
      '',
      `${heads.join('  ')}  The promise (✓ kept, ✗ broken, – not shown here)`,
      ...lines,
      '',
      ...(unshown === 0 ? [] : [`NOT SHOWN: ${unshown} of ${cells.length}, for these reasons:`]),
      ...[...this.#remarks].map(
        ([remark, { number, rows }]) => `${number}  ${remark} (${countOf(rows.size)})`,
      ),
      '',
    ]
    process.stdout.write(text.join('\n'))
  }

  /** The mark, and the numbers of what is to be said about it. */
  #textOf(title: string, engine: EngineName, cell: Cell = { mark: ' ', remarks: [] }): string {
    const numbers = cell.remarks.map((remark) => {
      const line = `${cell.mark} ${ENGINES[engine].title}: ${remark}`
      const known = this.#remarks.get(line) ?? { number: this.#remarks.size + 1, rows: new Set() }
      known.rows.add(title)
      this.#remarks.set(line, known)
      return known.number
    })
    return [cell.mark, ...numbers].join(' ')
  }
}

function countOf(rows: number): string {
  return rows === 1 ? '1 row' : `${rows} rows`
}

function centred(text: string, { length: width }: string): string {
  const left = Math.max(0, Math.floor((width - text.length) / 2))
  return ' '.repeat(left) + text.padEnd(width - left)
}
