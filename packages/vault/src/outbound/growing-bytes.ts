/** Bytes that arrive in pieces. */
export interface GrowingBytes {
  readonly size: number
  add(piece: Uint8Array): void
  /** What has arrived. It is no copy. */
  read(): Buffer
}

/** What is reserved with the first piece. Bytes. */
const LEAST = 4096

/**
 * Collects pieces in one buffer. Kept as they are, pieces of one byte would take two hundred times their size.
 * @param grows called with the bytes that the buffer is about to grow by. What it throws, `add` throws.
 */
export function growingBytes(grows: (bytes: number) => void = () => undefined): GrowingBytes {
  let buffer = Buffer.alloc(0)
  let size = 0
  return {
    get size() {
      return size
    },
    add(piece) {
      const needed = size + piece.byteLength
      if (needed > buffer.byteLength) {
        const room = Math.max(needed, buffer.byteLength * 2, LEAST)
        grows(room - buffer.byteLength)
        const larger = Buffer.alloc(room)
        buffer.copy(larger, 0, 0, size)
        buffer = larger
      }
      buffer.set(piece, size)
      size = needed
    },
    read: () => buffer.subarray(0, size),
  }
}
