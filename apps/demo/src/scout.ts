import { isRecord } from './json.ts'

/** One thing that Scout did, or why it stopped. */
export type ScoutStep =
  | { step: 'read'; events: number }
  | { step: 'found'; start: Date; end: Date }
  | { step: 'asks'; title: string; approvalUrl: string }
  | { step: 'added'; title: string; start: Date }
  | { step: 'stopped'; code: string; detail: string }

/**
 * Sends Scout off and hears of each of its steps. Never throws: what goes wrong is the last step.
 * @param signal calls it back
 */
export async function* sendScout(signal: AbortSignal): AsyncGenerator<ScoutStep> {
  try {
    const response = await fetch('/api/scout', { method: 'POST', signal })
    if (!response.ok || !response.body) throw new Error(`POST /api/scout answered ${response.status}`)
    let rest = ''
    for await (const text of chunksOf(response.body.pipeThrough(new TextDecoderStream()))) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const step = readStep(JSON.parse(line))
        if (step) yield step
      }
    }
  } catch {
    if (!signal.aborted) yield { step: 'stopped', code: 'no_answer', detail: 'The backend did not answer.' }
  }
}

/** WebKit cannot iterate over a stream. */
async function* chunksOf(stream: ReadableStream<string>): AsyncGenerator<string> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel()
  }
}

function readStep(line: unknown): ScoutStep | undefined {
  if (!isRecord(line)) return undefined
  const { step, events, start, end, title, approval_url: approvalUrl, code, detail } = line
  switch (step) {
    case 'read':
      return { step, events: Number(events) }
    case 'found':
      return { step, start: new Date(String(start)), end: new Date(String(end)) }
    case 'asks':
      return { step, title: String(title), approvalUrl: String(approvalUrl) }
    case 'added':
      return { step, title: String(title), start: new Date(String(start)) }
    case 'stopped':
      return { step, code: String(code), detail: String(detail) }
    default:
      return undefined
  }
}
