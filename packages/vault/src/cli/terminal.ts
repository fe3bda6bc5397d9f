import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

export function print(text: string): void {
  return void process.stdout.write(`${text}\n`)
}

/** Prints a remark apart from the command's output. */
export function warn(text: string): void {
  return void process.stderr.write(`${text}\n`)
}

/** Colours a text on a terminal; leaves it plain anywhere else and under `NO_COLOR`. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

/** Ends the program quietly when the reader of its output stops, as `head` does. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit()
    })
  }
}

/** Keeps a server running when nobody reads its output any more. */
export function outliveReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

/** Removes characters that could steer the terminal from a caller's text. */
export function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '')
}

/** Prints one line of JSON. Characters that could steer the terminal are escaped, and a JSON reader restores them. */
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

/** Rows in aligned columns. The first row holds the heads. */
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

/** A line on a terminal that is overwritten as work goes on. Prints nothing anywhere else. */
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
