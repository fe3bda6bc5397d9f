import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Whether an error says no more than that whoever called has left: nobody waits for an answer, and there is nothing to
 * mend. A fault of the backend's own in such a call stays one.
 * @param signal of the request; Node's servers abort it when the connection ends before the answer does
 */
export function isCallerLeft(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || isAbort(error))
}

const CUT_OFF = new Set<unknown>(['ECONNABORTED', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'])

/** What `fetch`, body parsers, a web stream and Node's own say when what they read or write is cut off. */
export function isAbort(error: unknown): boolean {
  const { name, code }: { name?: unknown; code?: unknown } = Object(error)
  return name === 'AbortError' || CUT_OFF.has(code)
}

/** Whether the connection of one of Node's requests has ended before its answer. */
export function isCutOff(req: IncomingMessage, res: ServerResponse): boolean {
  // A body parser hears of it before the response does.
  return res.destroyed || (req.destroyed && !req.complete)
}

/** An answer that nobody reads: nginx's status for a caller that closed its connection. */
export function unread(): Response {
  return new Response(null, { status: 499 })
}
