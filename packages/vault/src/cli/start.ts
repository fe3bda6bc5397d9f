import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { ConfigError } from '../config-error.ts'
import { readConfigFile } from '../config/file.ts'
import { openPlaces } from '../config/open-places.ts'
import { openVault } from '../vault.ts'
import { createClientAddress } from './client-address.ts'
import { type Command, oneOf, type Options, UsageError } from './command.ts'
import { remarkOnPort } from './doctor/check-public-url.ts'
import { SERVER_OPTIONS } from './server-options.ts'
import { warn } from './terminal.ts'

export const start: Command = {
  summary: 'Serve the vault of a config file',
  help: `Usage: alter-vault start [options]

Serves until SIGTERM or SIGINT. Then the vault answers running requests, gives waiting polls the current state, and
finishes refreshes and audit rows.

Options
  -p, --port <number>   Port to listen on, instead of the port of the config file
      --host <address>  Address to listen on, instead of the address of the config file`,
  options: ['host', 'port'],
  run(words, options) {
    oneOf(words, [])
    return serve(options)
  },
}

/** How long a client may take to read the end of its answer when the vault stops. Milliseconds. */
export const LAST_BYTES = 5000
/** How long a process that has closed everything may take to end by itself. Milliseconds. */
export const LINGER = 2000

/** Throws a `ConfigError` for a fault that the operator can mend. */
async function serve(options: Options): Promise<void> {
  const config = await readConfigFile(options.config, process.env)
  const host = options.host ?? config.host ?? '127.0.0.1'
  const port = readPort(options.port) ?? config.port ?? 4401
  for (const remark of await openPlaces([options.config])) warn(remark)
  const vault = await openVault(config)
  const clientAddress = createClientAddress(config.trusted_proxies ?? [])
  const server = createAdaptorServer({
    serverOptions: SERVER_OPTIONS,
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
  const underWay = new Set<ServerResponse>()
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    underWay.add(response)
    response.once('close', () => underWay.delete(response))
  })
  async function stop(): Promise<void> {
    const closed = once(server, 'close')
    // A kept-alive connection would bring its next request here, and the vault would wait for it.
    for (const response of underWay) endConnection(response)
    server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) =>
      endConnection(response),
    )
    server.close()
    await vault.close()
    // The remaining connections have their answer on the way, or never asked anything.
    await Promise.race([closed, sleep(LAST_BYTES, undefined, { ref: false })])
    if ('closeAllConnections' in server) server.closeAllConnections()
    // Something may keep the process for longer, such as a connection to a provider that is still being made.
    setTimeout(() => process.exit(), LINGER).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())

  const address = server.address()
  const listening = typeof address === 'object' && address !== null ? address.port : port
  process.stdout.write(`alter-vault serves ${config.public_url} on http://${host}:${listening}\n`)
  // With port 0, whoever started the vault makes its port known elsewhere.
  const remark = port === 0 ? undefined : await remarkOnPort(config.public_url, listening)
  if (remark !== undefined) warn(remark)
}

/** Ends the connection with this answer. A client that has its headers already cannot be told so. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) {
    response.setHeader('connection', 'close')
    return
  }
  const { socket } = response.req
  response.once('close', () => socket.end())
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new UsageError(`--port must be a number from 0 to 65535, not "${text}".`)
}

async function listen(
  server: Server | ReturnType<typeof createAdaptorServer>,
  host: string,
  port: number,
): Promise<void> {
  const listening = once(server, 'listening')
  server.listen(port, host)
  try {
    await listening
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EADDRINUSE') {
      throw new ConfigError(
        `Port ${port} on ${host} is in use. Stop the program that uses it, or choose another port with --port.`,
        { cause },
      )
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigError(
        `The vault cannot listen on ${host}:${port} (${code}). Choose another address with --host and --port.`,
        { cause },
      )
    }
    throw cause
  }
}
