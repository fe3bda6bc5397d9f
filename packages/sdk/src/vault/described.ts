import { pipeline, Readable, type Transform } from 'node:stream'
import * as zlib from 'node:zlib'

/** Headers about the connection between this process and the vault. @see RFC 9110 §7.6.1 */
const OF_THE_CONNECTION = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** Headers about the bytes of an encoded body. @see RFC 9530 */
const OF_THE_ENCODED = [
  'content-encoding',
  'content-length',
  'content-md5',
  'content-digest',
  'digest',
  'repr-digest',
]

/**
 * A response whose body is decoded and whose headers match it, so that a route can return it unchanged. `fetch` decodes
 * a body but keeps the headers of the encoded one; a vault in the same process passes the encoded body. A body that
 * cannot be decoded stays as it is, with its headers.
 */
export function described(response: Response, method: string): Response {
  const codings = codingsOf(response)
  const wanted = [...OF_THE_CONNECTION]
  let { body } = response
  if (body !== null && method !== 'HEAD' && codings.length > 0 && codings.every(isKnown)) {
    // Only a response from the network has an address, and `fetch` decoded that one already.
    const isFetched = response.url !== ''
    // A part of an encoded body cannot be decoded on its own.
    const isPart = response.status === 206
    if (isFetched || !isPart) {
      wanted.push(...OF_THE_ENCODED, ...(isPart ? ['content-range'] : []))
      const left = isFetched ? codings.filter((coding) => coding === 'zstd') : codings
      if (left.length > 0) body = decode(body, left)
    }
  }
  const found = wanted.filter((name) => response.headers.has(name))
  if (found.length === 0) return response
  const headers = new Headers(response.headers)
  for (const name of found) headers.delete(name)
  const { status, statusText } = response
  // The symbol keeps the fetched response referenced: Node cancels its body when the response is
  // garbage-collected.
  return Object.assign(new Response(body, { status, statusText, headers }), { [SOURCE]: response })
}

const SOURCE = Symbol('source')

/** The outermost coding first. */
function codingsOf({ headers }: Response): string[] {
  return (headers.get('content-encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .toReversed()
}

/** As lenient as browsers, because some servers leave out the end. */
const GZIP = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH }
const BROTLI = {
  flush: zlib.constants.BROTLI_OPERATION_FLUSH,
  finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
}

/** Chooses a decoder by the first bytes of a body; `undefined` when the body is decoded already. */
const DECODERS: Readonly<Record<string, (head: Buffer) => Transform | undefined>> = {
  gzip: (head) => (head.readUInt16BE() === 0x1f8b ? zlib.createGunzip(GZIP) : undefined),
  br: () => zlib.createBrotliDecompress(BROTLI),
  // Some servers send deflate without its zlib header. @see RFC 1950 §2.2
  deflate: (head) => ((head.readUInt8() & 15) === 8 ? zlib.createInflate(GZIP) : zlib.createInflateRaw(GZIP)),
  zstd: (head) => (head.readUInt32BE() === 0x28b52ffd ? zlib.createZstdDecompress() : undefined),
}

function decoderOf(coding: string) {
  return DECODERS[coding === 'x-gzip' ? 'gzip' : coding]
}

function isKnown(coding: string): boolean {
  return decoderOf(coding) !== undefined && (coding !== 'zstd' || 'createZstdDecompress' in zlib)
}

function decode(body: NonNullable<Response['body']>, codings: string[]): ReadableStream<Uint8Array> {
  const decoded = codings.reduce<Readable>(
    (encoded, coding) => Readable.from(decoding(encoded, coding), { objectMode: false }),
    Readable.fromWeb(body),
  )
  return Readable.toWeb(decoded)
}

/** Bytes that are needed to recognise a body. */
const HEAD = 4

async function* decoding(chunks: Readable, coding: string): AsyncGenerator<Uint8Array, void> {
  const iterator: AsyncIterator<Uint8Array> = chunks[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  let done = false
  while (head.byteLength < HEAD && !done) {
    const next = await iterator.next()
    done = next.done === true
    if (!done) head = Buffer.concat([head, next.value])
  }
  if (head.byteLength === 0) return
  const padded = Buffer.concat([head, Buffer.alloc(HEAD)])
  const decoder = decoderOf(coding)?.(padded)
  const all = inTurn(head, iterator)
  if (decoder === undefined) yield* all
  else yield* pipeline(Readable.from(all, { objectMode: false }), decoder, () => undefined)
}

async function* inTurn(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield head
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
