// Writes the table of the widget's states and events into its README, from the machine itself. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EVENTS, STATES, walk, type Cell } from '../packages/connect/test/cells.ts'

const readme = join(import.meta.dirname, '../packages/connect/README.md')
const cells = walk()

/** The states to which an event leads, in the order of the machine's decisions. */
function textOf({ status, impossible, ignored, results }: Cell): string {
  if (impossible !== undefined) return ' '
  if (ignored !== undefined) return '·'
  const targets = new Set(results.map(({ to }) => to.status))
  return [...targets].map((target) => (target === status ? '✓' : target)).join(', ')
}

const statuses = Object.keys(STATES)
const rows = Object.keys(EVENTS).map((event) => {
  const texts = cells.filter((cell) => cell.event === event).map(textOf)
  return `| **${event}** | ${texts.join(' | ')} |`
})

/** Why cells are empty or change nothing, by event. */
function reasons(kind: 'impossible' | 'ignored'): string[] {
  const byReason = new Map<string, string[]>()
  for (const cell of cells) {
    const why = cell[kind]
    if (why === undefined) continue
    const key = `${cell.event}: ${why}`
    byReason.set(key, [...(byReason.get(key) ?? []), cell.status])
  }
  return [...byReason].map(([key, list]) => {
    const where = list.length === statuses.length - 1 ? 'everywhere else' : list.join(', ')
    return `- ${key} (${where})`
  })
}

const table = [
  `| | ${statuses.join(' | ')} |`,
  `|---|${'---|'.repeat(statuses.length)}`,
  ...rows,
  '',
  '<details><summary>Why a cell is empty: that cannot happen</summary>',
  '',
  ...reasons('impossible'),
  '',
  '</details>',
  '',
  '<details><summary>Why a cell has a dot: that happens, and changes nothing</summary>',
  '',
  ...reasons('ignored'),
  '',
  '</details>',
  '',
].join('\n')

const before = readFileSync(readme, 'utf8')
const block = /(?<=<!-- table -->\n)[^]*?(?=<!-- \/table -->)/
if (!block.test(before)) throw new Error('packages/connect/README.md has no <!-- table --> block')
const after = before.replace(block, () => table)
if (after === before) process.stdout.write('The table is up to date.\n')
else if (process.argv.includes('--check')) {
  process.stderr.write(
    'packages/connect/README.md: the table is not what the machine does; run `pnpm table`\n',
  )
  process.exitCode = 1
} else writeFileSync(readme, after)
