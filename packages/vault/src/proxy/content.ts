import { Readable } from 'node:stream'
import { discard } from './discard.ts'
import type { Answer } from './forward.ts'
import { invalidAnswer, providerProblem, stalledProblem } from './provider-problem.ts'

/** What an answer holds: whole where it is short, otherwise as it comes; `null` where it has no body. */
export type Content = Buffer | Readable | null

/** A body whose length is known and small is read whole: that is quicker than a stream. Bytes. */
const LARGEST_WHOLE = 65_536
/** As far as a body of unknown length is read to see whether it is short. Bytes. */
const LARGEST_HEAD = 4096

/** How the vault reads what it reads for itself. */
export interface Reading {
  method: string
  url: URL
  /** Find out whether a body of unknown length is short. */
  probes: boolean
  /** Milliseconds that it may take. */
  timeout: number
}

/** Throws `provider_timeout` or `provider_unreachable` where the provider breaks off. */
export async function readContent(
  { statusCode, headers, body }: Answer,
  { method, url, probes, timeout }: Reading,
): Promise<Content> {
  // Checked here, as not every server's `Response` does: some would send it on.
  // 407 is no server's word, but a proxy's, and `fetch` has no answer of it for the caller.
  if (statusCode < 200 || statusCode > 599 || statusCode === 407) {
    discard(body)
    throw invalidAnswer(url, new RangeError(`The status is ${statusCode}.`))
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
