import { Readable } from 'node:stream'
import { discard } from './discard.ts'
import type { Answer } from './forward.ts'
import { answerOfTheWay, invalidAnswer, providerProblem, stalledProblem } from './provider-problem.ts'

/** The body of an answer: whole when it is short, otherwise a stream; `null` when there is none. */
export type Content = Buffer | Readable | null

/** A body of known length up to this size is read whole, which is faster than a stream. Bytes. */
const LARGEST_WHOLE = 65_536
/** How much of a body of unknown length is read to find out whether it is short. Bytes. */
const LARGEST_HEAD = 4096

/** How a body is read. */
export interface Reading {
  method: string
  url: URL
  /** Whether to find out if a body of unknown length is short. */
  probes: boolean
  /** How long reading may take. Milliseconds. */
  timeout: number
}

/**
 * Statuses about the connection and not about the call: a proxy wants credentials, a server does not serve this host.
 * `fetch` hands the caller no 407, and repeats a call that gets a 421 by itself.
 * @see RFC 9110 §15.5.8, §15.5.20
 */
const OF_THE_WAY = new Set([407, 421])

/** Reads the body. Throws `provider_timeout` or `provider_unreachable` when the provider breaks off. */
export async function readContent(
  { statusCode, headers, body }: Answer,
  { method, url, probes, timeout }: Reading,
): Promise<Content> {
  // Checked here, because the `Response` of some servers passes such a status on.
  if (statusCode < 200 || statusCode > 599) {
    discard(body)
    throw invalidAnswer(url, new RangeError(`The status is ${statusCode}.`))
  }
  if (OF_THE_WAY.has(statusCode)) {
    discard(body)
    throw answerOfTheWay(url, statusCode)
  }
  if (method === 'HEAD' || statusCode === 204 || statusCode === 304) {
    body.on('error', () => undefined).resume()
    return null
  }
  if (statusCode === 205) {
    discard(body)
    return null
  }
  const length = headers['content-length']
  if (length === undefined ? !probes : Number(length) > LARGEST_WHOLE) return body
  const timer = setTimeout(() => body.destroy(stalledProblem(url)), timeout)
  try {
    return length === undefined ? await readHead(body) : Buffer.from(await body.arrayBuffer())
  } catch (error) {
    throw providerProblem(error, url)
  } finally {
    clearTimeout(timer)
  }
}

async function readHead(body: Readable): Promise<Buffer | Readable> {
  const chunks: Buffer[] = []
  const rest: AsyncIterableIterator<Buffer> = body[Symbol.asyncIterator]()
  for (let size = 0; size <= LARGEST_HEAD;) {
    const { done, value } = await rest.next()
    if (done === true) return Buffer.concat(chunks)
    chunks.push(value)
    size += value.byteLength
  }
  return Readable.from(inTurn(chunks, rest), { objectMode: false })
}

async function* inTurn(head: Iterable<Buffer>, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* head
  yield* rest
}
