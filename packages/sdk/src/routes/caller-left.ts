import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Whether an error only says that the caller is gone, so that nobody waits for an answer and nothing is wrong. Faults
 * of the backend in such a call still count.
 * @param signal signal of the request; Node's servers abort it when the connection ends before the answer does
 */
export function isCallerLeft(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || isAbort(error))
}

const CUT_OFF = new Set<unknown>(['ECONNABORTED', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'])

/** The errors with which `fetch`, body parsers, web streams and Node report an interrupted read or write. */
export function isAbort(error: unknown): boolean {
  const { name, code }: { name?: unknown; code?: unknown } = Object(error)
  return name === 'AbortError' || CUT_OFF.has(code)
}

/** Whether the connection of a Node request ended before its answer. */
export function isCutOff(req: IncomingMessage, res: ServerResponse): boolean {
  // A body parser notices this before the response does.
  return res.destroyed || (req.destroyed && !req.complete)
}

/** An answer that nobody reads. 499 is nginx's status for a caller that closed its connection. */
export function unread(): Response {
  return new Response(null, { status: 499 })
}
