import type { CallToolResult } from '@modelcontextprotocol/server'
import { failure, textResult } from '../result.ts'

/** The longest body for a model. Characters. */
const LONGEST = 100_000
/** How long a body is read: a stream of events may never end. Clients allow a call one minute. Milliseconds. */
const LONGEST_READ = 20_000
/** Why the text ends before the answer does, if neither of the bounds is the reason. */
const BROKE_OFF = 'here: the answer broke off'
/** Headers that a model needs to go on. */
const SHOWN = ['content-type', 'link', 'location', 'retry-after', 'etag']

/**
 * A provider's answer for a model: status, important headers and text.
 * @param how `longest`: how long the body is read at most; milliseconds. `onRead`: called unless the answer broke off, so
 * that asking for it again can help
 */
export async function describeAnswer(
  response: Response,
  { longest = LONGEST_READ, onRead }: { longest?: number; onRead?: () => void } = {},
): Promise<CallToolResult> {
  const headers = SHOWN.flatMap((name) => {
    const value = response.headers.get(name)
    return value === null ? [] : [`${name}: ${value}`]
  })
  const { text, cut } = await readText(response, longest)
  if (cut !== BROKE_OFF) onRead?.()
  const parts = [`HTTP ${response.status}`, ...headers, '', text]
  if (cut !== null) parts.push('', `(cut ${cut})`)
  const whole = parts.join('\n')
  return response.status < 400 ? textResult(whole) : failure(whole)
}

/** `cut`: why there is more than this text; `null` when there is not. */
async function readText(response: Response, longest: number): Promise<{ text: string; cut: string | null }> {
  if (!response.body) return { text: '', cut: null }
  const type = response.headers.get('content-type')
  if (!isText(type)) {
    await response.body.cancel()
    return { text: '(not text, so it is not shown)', cut: null }
  }
  const reader = response.body.pipeThrough(decoderOf(type)).getReader()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    reader.cancel().catch(() => undefined)
  }, longest)
  let text = ''
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      text += next.value
      if (text.length <= LONGEST) continue
      reader.cancel().catch(() => undefined)
      return {
        text: text.slice(0, LONGEST),
        cut: `after ${LONGEST} characters: ask for less, or for one page`,
      }
    }
    return { text, cut: isLate ? `after ${longest / 1000} seconds: the answer goes on` : null }
  } catch {
    // The call was made, so what came of it must not be lost.
    return { text, cut: BROKE_OFF }
  } finally {
    clearTimeout(timer)
  }
}

function isText(type: string | null): boolean {
  return (
    type === null ||
    /^text\/|[/+](x-)?(ndjson|jsonl|json|xml|javascript|www-form-urlencoded|graphql|yaml|toml)\b/i.test(type)
  )
}

/** Decodes as the type says, and as UTF-8 where it says nothing or something unknown. */
function decoderOf(type: string | null): TextDecoderStream {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(type ?? '')?.[1]
  try {
    return new TextDecoderStream(charset)
  } catch {
    return new TextDecoderStream()
  }
}
