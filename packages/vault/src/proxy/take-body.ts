import { readInTime, withinTime } from '../input.ts'
import { growingBytes } from '../outbound/growing-bytes.ts'
import { isReadable } from '../policies/hidden-method.ts'
import { LARGEST_BUFFERED, LARGEST_HELD, type OutgoingBody } from '../policies/outgoing-body.ts'
import { ProblemError } from '../problem.ts'
import type { HeldBody } from './held-bodies.ts'

/** How long reading a small body may take. Milliseconds. */
const LONGEST_TAKE = 30_000
/** How long reading a body that is looked into may take. Milliseconds. */
const LONGEST_HOLD = 120_000

/** What a body needs that may be long and is looked into. */
export interface Holding {
  held: HeldBody
  /**
   * Whether a rule looks into the body. Asked only where the body would become a stream otherwise. Rejects when the
   * request is refused whatever its body is.
   */
  isLookedInto: () => Promise<boolean>
}

/**
 * Reads a small body of known length whole. Any other body becomes a stream, unless it is JSON or a form in parts that must be
 * looked into and is no longer than {@link LARGEST_HELD}.
 */
export async function takeBody(request: Request, { held, isLookedInto }: Holding): Promise<OutgoingBody> {
  const { method, headers } = request
  const length = headers.get('content-length')
  if (method === 'GET' || method === 'HEAD') {
    // The web's `Request` takes no body with this method, so the body would be lost.
    if (headers.has('transfer-encoding') || Number(length) > 0) {
      throw new ProblemError('invalid_request', `A ${method} request must have no body.`)
    }
    return { kind: 'none' }
  }
  if (request.body === null) return { kind: 'none' }
  if (length !== null && Number(length) <= LARGEST_BUFFERED) {
    const bytes = await readInTime(request.body, LARGEST_BUFFERED, LONGEST_TAKE)
    if (bytes) return { kind: 'buffered', bytes }
    throw new ProblemError('body_too_large', `The body is longer than its Content-Length, ${length} bytes.`)
  }
  const mayBeHeld = isReadable(headers) && (length === null || Number(length) <= LARGEST_HELD)
  if (mayBeHeld && (await isLookedInto())) {
    return withinTime(readAhead(request.body, LARGEST_HELD, held), LONGEST_HOLD)
  }
  // An announced body is not empty.
  if (length !== null || headers.has('transfer-encoding')) return { kind: 'streamed', stream: request.body }
  return readAhead(request.body, 0, held)
}

/**
 * Reads a body of unknown length that is no longer than the limit; a longer one stays a stream. Servers supply a stream
 * even for a request without a body. Sent on, it would become an empty chunked body, which providers refuse with
 * DELETE, and which cannot be sent again.
 * @param limit bytes; 0 only finds out whether there is a body
 */
async function readAhead(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  held: HeldBody,
): Promise<OutgoingBody> {
  const reader = stream.getReader()
  const bytes = growingBytes((more) => held.grow(more))
  // The sender may be slow, so that the next read would not come for long.
  held.onGivenWay(() => void reader.cancel().catch(() => undefined))
  for (;;) {
    const { done, value } = await reader.read()
    if (done) held.arrived()
    if (done) return bytes.size === 0 ? { kind: 'none' } : { kind: 'buffered', bytes: bytes.read() }
    if (bytes.size + value.byteLength > limit) {
      held.arrived()
      return { kind: 'streamed', stream: continued([bytes.read(), value], reader) }
    }
    bytes.add(value)
  }
}

/** What was read of a stream, and the rest of it. */
function continued(
  chunks: Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      start(controller) {
        for (const chunk of chunks) if (chunk.byteLength > 0) controller.enqueue(chunk)
      },
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
