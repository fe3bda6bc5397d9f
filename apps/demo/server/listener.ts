import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

export type Handler = (request: Request, ip: string | undefined) => Response | Promise<Response>

/** A port that is open before its server exists, because the parts must know each other's addresses first. */
export interface Listener {
  port: number
  answerWith: (handler: Handler) => void
  close: () => Promise<void>
}

const starting: Handler = () => new Response('Starting', { status: 503, headers: { 'retry-after': '1' } })

/** @throws the system's error, such as `EADDRINUSE` */
export async function listen(port: number): Promise<Listener> {
  let handler = starting
  const server = createAdaptorServer({
    fetch: (request, env) => handler(request, env.incoming.socket.remoteAddress),
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: portOf(server.address()),
    answerWith: (next) => {
      handler = next
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}

/** Runs `start` on the port, or on any free one where that is in use. */
export async function onPortOrFree<Result>(
  port: number,
  start: (port: number) => Promise<Result>,
  onTaken: () => void,
): Promise<Result> {
  try {
    return await start(port)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    onTaken()
    return start(0)
  }
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return address.port
}
