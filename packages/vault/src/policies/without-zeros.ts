/**
 * A body without its zero bytes, so that UTF-16 reads as plain text. Bytes are dropped and not characters, because a
 * text with very many zeros takes seconds to replace.
 */
export function withoutZeros(bytes: Buffer): Buffer {
  const first = bytes.indexOf(0)
  if (first === -1) return bytes
  const kept = Buffer.allocUnsafe(bytes.length)
  bytes.copy(kept, 0, 0, first)
  let length = first
  for (let at = first; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    kept[length] = byte
    if (byte !== 0) length += 1
  }
  return kept.subarray(0, length)
}
