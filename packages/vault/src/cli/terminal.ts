import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

export function print(text: string): void {
  return void process.stdout.write(`${text}\n`)
}

/** A remark beside what a command answers. */
export function warn(text: string): void {
  return void process.stderr.write(`${text}\n`)
}

/** Coloured on a terminal, plain anywhere else and under `NO_COLOR`. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

/** Ends the program, quietly, when what reads its output has seen enough, as `head` does. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit()
    })
  }
}

/** A server goes on when nobody reads what it says any more. */
export function outliveReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

/** What comes from callers must not steer the terminal. */
export function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '')
}

/** A line of JSON. What would steer the terminal is escaped, which a reader of JSON undoes. */
export function printJson(value: object): void {
  return print(
    JSON.stringify(value).replaceAll(/\p{C}/gu, (character) =>
      character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
    ),
  )
}

/** Rows in aligned columns, the first row being the heads. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  )
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return lines.map((line, index) => (index === 0 ? paint('bold', line) : line)).join('\n')
}

/** One line on a terminal that is written over as things go on; nothing anywhere else. */
export function showProgress(wanted: boolean): { show(line: string): void; end(): void } {
  const { stderr } = process
  if (!wanted || !stderr.isTTY) return { show: () => undefined, end: () => undefined }
  let isShown = false
  return {
    show(line) {
      stderr.write(`\r${CLEAR}${line}`)
      isShown = true
    },
    end() {
      if (isShown) stderr.write(`\r${CLEAR}`)
    },
  }
}

/** Erases the line from the cursor on. @see ECMA-48 §8.3.41 */
const CLEAR = '\u001B[K'
