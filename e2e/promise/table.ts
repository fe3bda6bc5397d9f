import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'
import { ENGINES, ENGINE_NAMES } from './engines.ts'
import type { EngineName } from './engines.ts'

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

/** Prints the rows by engine, and says why a row was not shown. */
export default class Table implements Reporter {
  readonly #rows = new Map<string, Partial<Record<EngineName, Cell>>>()

  onTestEnd({ title, parent, annotations: planned }: TestCase, { status, annotations }: TestResult): void {
    const engine = ENGINE_NAMES.find((name) => name === parent.project()?.name)
    if (engine === undefined) return
    const remarks = [...planned, ...annotations].flatMap(({ description }) => description ?? [])
    const row = this.#rows.get(title) ?? {}
    row[engine] = { mark: MARKS[status], remarks: [...new Set(remarks)] }
    this.#rows.set(title, row)
  }

  onEnd(): void {
    const head = ENGINE_NAMES.map((name) => ENGINES[name].title)
    const lines = [...this.#rows].map(
      ([title, row]) =>
        head.map((text, index) => centred(markOf(row, index), text.length)).join('  ') + `  ${title}`,
    )
    const remarks = new Map<string, number>()
    for (const row of this.#rows.values()) {
      for (const name of ENGINE_NAMES) {
        for (const remark of row[name]?.remarks ?? []) {
          const line = `${row[name]?.mark} ${ENGINES[name].title}: ${remark}`
          remarks.set(line, (remarks.get(line) ?? 0) + 1)
        }
      }
    }
    process.stdout.write(
      [
        '',
        `${head.join('  ')}  The promise (✓ kept, ✗ broken, – not shown here)`,
        ...lines,
        '',
        ...[...remarks].map(([line, count]) => `${line} (${count} ${count === 1 ? 'row' : 'rows'})`),
        '',
      ].join('\n'),
    )
  }
}

function markOf(row: Partial<Record<EngineName, Cell>>, index: number): string {
  const name = ENGINE_NAMES[index]
  return (name && row[name]?.mark) ?? ' '
}

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2)
  return ' '.repeat(left) + text.padEnd(width - left)
}
