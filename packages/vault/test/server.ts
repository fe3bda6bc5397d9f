import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'

/** A plain HTTP server on a free port of this machine. */
export interface LocalServer {
  port: number
  close(): Promise<void>
}

export async function listen(answer: RequestListener): Promise<LocalServer> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    port: address.port,
    async close() {
      // A test may have closed it already.
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
