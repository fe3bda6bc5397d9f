import { paint, print, printJson } from '../terminal.ts'

/** One check of something that the vault depends on. */
export interface Check {
  name: string
  /** The setting where a fault is mended. */
  setting: string
  /**
   * Resolves with remarks on what works but could be stronger. Throws an `Error` whose message names the setting and
   * what to do.
   */
  run: () => Promise<string[]>
}

/** The result of a check. */
export interface Finding {
  status: 'ok' | 'note' | 'failed'
  check: string
  setting: string
  message?: string
}

export async function findingsOf({ name, setting, run }: Check): Promise<Finding[]> {
  try {
    const notes = await run()
    return [
      { status: 'ok', check: name, setting },
      ...notes.map((message): Finding => ({ status: 'note', check: name, setting, message })),
    ]
  } catch (error) {
    return [{ status: 'failed', check: name, setting, message: reasonOf(error) }]
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'for no known reason'
  const { message } = error
  const { message: below } = innermost(error)
  return message.includes(below) ? message : `${message} (${below})`
}

/** The first cause. `fetch` itself only says that it failed. */
function innermost(error: Error): Error {
  return error.cause instanceof Error ? innermost(error.cause) : error
}

const COLOURS = { ok: 'green', note: 'yellow', failed: 'red' } as const

export function printFinding({ status, check, message }: Finding): void {
  const label = paint(COLOURS[status], status.padEnd(6))
  print(message === undefined ? `${label}  ${check}` : `${label}  ${check}: ${message}`)
}

/** All findings as one JSON object. */
export function printFindings(findings: Finding[]): void {
  printJson({ ok: findings.every(({ status }) => status !== 'failed'), findings })
}
