import type { CallToolResult } from '@modelcontextprotocol/server'
import { failure, textResult } from '../result.ts'

/** The longest body for a model. Characters. */
const LONGEST = 100_000
/** Headers that a model needs to go on. */
const SHOWN = ['content-type', 'link', 'location', 'retry-after', 'etag']

/** A provider's answer for a model: status, important headers and text. */
export async function describeAnswer(response: Response): Promise<CallToolResult> {
  const headers = SHOWN.flatMap((name) => {
    const value = response.headers.get(name)
    return value === null ? [] : [`${name}: ${value}`]
  })
  const { text, cut } = await readText(response)
  const parts = [`HTTP ${response.status}`, ...headers, '', text]
  if (cut) parts.push('', `(cut after ${LONGEST} characters: ask for less, or for one page)`)
  const whole = parts.join('\n')
  return response.status < 400 ? textResult(whole) : failure(whole)
}

async function readText(response: Response): Promise<{ text: string; cut: boolean }> {
  if (!response.body) return { text: '', cut: false }
  const type = response.headers.get('content-type')
  if (!isText(type)) {
    await response.body.cancel()
    return { text: '(not text, so it is not shown)', cut: false }
  }
  let text = ''
  for await (const chunk of response.body.pipeThrough(decoderOf(type))) {
    text += chunk
    // Leaving the loop cancels the rest of the body.
    if (text.length > LONGEST) return { text: text.slice(0, LONGEST), cut: true }
  }
  return { text, cut: false }
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
