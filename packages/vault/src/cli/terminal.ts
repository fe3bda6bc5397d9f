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

/** Ends a program that only reads when its output cannot be written: quietly when the reader stops, as `head` does. */
export function endWithReader(): void {
  onLostOutput(() => process.exit())
}

/** Lets a program finish what it does when its output cannot be written. */
export function outliveReader(): void {
  onLostOutput(() => undefined)
}

/** Keeps a server running when its output cannot be written. */
export function serveWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

/** A reader that stops is no failure. Anything else, such as a full disk, is reported once. */
function onLostOutput(act: () => void): void {
  let isReported = false
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code !== 'EPIPE' && !isReported) {
        isReported = true
        process.exitCode = 1
        warn(`Some of the output could not be written: ${message}`)
      }
      act()
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
