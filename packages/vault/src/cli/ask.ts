import { createInterface } from 'node:readline/promises'
import { ConfigError } from '../config-error.ts'

/** A terminal, or its stand-in in a test. */
export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean | undefined }
  output: NodeJS.WritableStream
}

export interface Question {
  text: string
  /** The answer that an empty line stands for. */
  usual?: string
  /** Tells why an answer is not acceptable; `undefined` when it is. */
  faultOf: (answer: string) => string | undefined
}

/**
 * Asks each question until the answer is acceptable.
 * @throws {ConfigError} when the input ends, or Ctrl-C is pressed, before all are answered
 */
export async function askAll(
  { input, output }: Terminal,
  questions: Record<string, Question>,
): Promise<Record<string, string>> {
  const terminal = createInterface({ input, output, terminal: input.isTTY === true })
  const given = new AbortController()
  terminal.once('close', () => given.abort())
  terminal.once('SIGINT', () => terminal.close())
  const answers: Record<string, string> = {}
  try {
    for (const [name, { text, usual, faultOf }] of Object.entries(questions)) {
      for (;;) {
        const hint = usual === undefined ? '' : ` (${usual})`
        const line = (await terminal.question(`${text}${hint}: `, given)).trim()
        const answer = line === '' ? (usual ?? '') : line
        const fault = faultOf(answer)
        if (fault === undefined) {
          answers[name] = answer
          break
        }
        output.write(`  ${fault}\n`)
      }
    }
  } catch (cause) {
    if (!given.signal.aborted) throw cause
    throw new ConfigError('\nNothing was written.', { cause })
  } finally {
    terminal.close()
  }
  return answers
}
