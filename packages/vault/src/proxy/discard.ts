import type { Readable } from 'node:stream'

/** Gives up a body that nobody wants: to drain it would be to wait for whoever sends it. */
export const discard = (body: Readable): void => {
  body.on('error', () => undefined).destroy()
}
