import { growingBytes } from './growing-bytes.ts'

/** Reads a whole body; `null` when it is longer than the limit, and the rest stays unread. */
export async function readBytes(
  body: AsyncIterable<Uint8Array> | null,
  limit: number,
): Promise<Buffer | null> {
  const bytes = growingBytes()
  for await (const chunk of body ?? []) {
    if (bytes.size + chunk.byteLength > limit) return null
    bytes.add(chunk)
  }
  return bytes.read()
}
