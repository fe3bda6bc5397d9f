import type { Readable } from 'node:stream'

/** Gives up a body that nobody wants: to drain it would be to wait for whoever sends it. */
export function discard(body: Readable): void {
  body.on('error', () => undefined).destroy()
}
