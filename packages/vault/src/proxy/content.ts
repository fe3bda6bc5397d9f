import { Readable } from 'node:stream'
import type { Answer } from './forward.ts'

/** What an answer holds: whole where it is short, otherwise as it comes; `null` where it has no body. */
export type Content = Buffer | Readable | null

/** A body whose length is known and small is read whole: that is quicker than a stream. Bytes. */
const LARGEST_WHOLE = 65_536
/** As far as a body of unknown length is read to see whether it is short. Bytes. */
const LARGEST_HEAD = 4096

/** @param probes find out whether a body of unknown length is short. */
export const readContent = async (answer: Answer, method: string, probes: boolean): Promise<Content> => {
  const { statusCode, headers, body } = answer
  if (method === 'HEAD' || [204, 205, 304].includes(statusCode)) {
    body.resume()
    return null
  }
  const length = headers['content-length']
  if (length !== undefined)
    return Number(length) <= LARGEST_WHOLE ? Buffer.from(await body.arrayBuffer()) : body
  return probes ? readHead(body) : body
}

const readHead = async (body: Readable): Promise<Buffer | Readable> => {
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
