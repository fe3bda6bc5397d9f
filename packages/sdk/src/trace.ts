import { HEADER } from '@alter/protocol'
import { encodeText } from './encode-text.ts'
import { jsonText } from './json-text.ts'

/** Fields that the audit keeps about calls. */
export interface Trace {
  /** Id of one run of the agent; at most 256 characters. Default: none. */
  runId?: string | undefined
  /** Name of the tool that makes the call, such as `list_events`. Default: none. */
  tool?: string | undefined
  /** Name of the program that asks, such as an MCP client. Default: none. */
  client?: string | undefined
  /** More about the calls, at most 4 KB as JSON. Never put a secret here. Default: none. */
  context?: Readonly<Record<string, unknown>> | undefined
}

/** The vault's limit. Characters. */
const LONGEST_NAME = 256
/** The vault's limit. Bytes of JSON. */
const LONGEST_CONTEXT = 4096

/** @throws TypeError naming the field that is no text or too long */
export function checkTrace(trace: Trace): Trace {
  for (const name of ['runId', 'tool', 'client'] as const) {
    const value: unknown = trace[name]
    if (value === undefined) continue
    if (typeof value !== 'string' || value === '')
      throw new TypeError(`${name} is not a string: pass a string, or leave it out.`)
    if (value.length > LONGEST_NAME)
      throw new TypeError(`${name} is too long: at most ${LONGEST_NAME} characters.`)
  }
  if (
    trace.context !== undefined &&
    new TextEncoder().encode(jsonText('context', trace.context)).length > LONGEST_CONTEXT
  ) {
    throw new TypeError(`context is too long: at most ${LONGEST_CONTEXT} bytes as JSON.`)
  }
  return trace
}

export function setTrace(headers: Headers, { runId, tool, client, context }: Trace): void {
  const said = [
    [HEADER.run, runId],
    [HEADER.tool, tool],
    [HEADER.client, client],
    [HEADER.context, context && jsonText('context', context)],
  ] as const
  for (const [name, value] of said) {
    if (value !== undefined) headers.set(name, encodeText(value))
  }
}
