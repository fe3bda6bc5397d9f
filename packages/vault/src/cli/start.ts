import { once } from 'node:events'
import type { Server } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { ConfigError } from '../config/error.ts'
import { readConfigFile } from '../config/file.ts'
import { createVault } from '../vault.ts'
import { createClientAddress } from './client-address.ts'

export interface StartOptions {
  config: string
  host: string | undefined
  port: number | undefined
}

/** Serves a vault until it is told to stop; throws a `ConfigError` for what the operator can mend. */
export const start = async (options: StartOptions): Promise<void> => {
  const config = await readConfigFile(options.config, process.env)
  const host = options.host ?? config.host ?? '127.0.0.1'
  const port = options.port ?? config.port ?? 4401
  const vault = await createVault(config)
  const clientAddress = createClientAddress(config.trusted_proxies ?? [])
  const server = createAdaptorServer({
    // Who sends headers drop by drop holds a connection no longer than this.
    serverOptions: { headersTimeout: 10_000, connectionsCheckingInterval: 2000 },
    fetch: (request, { incoming }) => {
      const ip = clientAddress(incoming.socket.remoteAddress, request.headers.get('x-forwarded-for'))
      return vault.fetch(request, ip === undefined ? {} : { ip })
    },
  })
  try {
    await listen(server, host, port)
  } catch (error) {
    await vault.close()
    throw error
  }
  const stop = async (): Promise<void> => {
    server.close()
    await vault.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())

  const address = server.address()
  const listening = typeof address === 'object' && address !== null ? address.port : port
  process.stdout.write(`alter-vault serves ${config.public_url} on http://${host}:${listening}\n`)
}

const listen = async (
  server: Server | ReturnType<typeof createAdaptorServer>,
  host: string,
  port: number,
): Promise<void> => {
  const listening = once(server, 'listening')
  server.listen(port, host)
  try {
    await listening
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EADDRINUSE') {
      throw new ConfigError(
        `Port ${port} on ${host} is in use. Stop what uses it, or choose another with --port.`,
        { cause },
      )
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigError(
        `${host}:${port} cannot be listened on (${code}). Choose another with --host and --port.`,
        { cause },
      )
    }
    throw cause
  }
}
