import type { Readable } from 'node:stream'

/** Drops an unwanted body. Reading it to the end would mean waiting for its sender. */
export function discard(body: Readable): void {
  body.on('error', () => undefined).destroy()
}
