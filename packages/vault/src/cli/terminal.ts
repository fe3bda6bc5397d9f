import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Coloured on a terminal, plain anywhere else and under `NO_COLOR`. */
export const paint = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout })

/** Rows in aligned columns, the first row being the heads. */
export const table = (rows: string[][]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return lines.map((line, index) => (index === 0 ? paint('bold', line) : line)).join('\n')
}
