import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { HEADER } from '@alter/protocol'
import { onTestFinished } from 'vitest'
import { SERVER_OPTIONS } from '../src/cli/server-options.ts'
import type { Backend } from './system.ts'

/** An answer read from a socket; `whole` is false when the body broke off. */
export interface Received {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  whole: boolean
}

/** Serves the vault as `alter-vault start` does, until the test ends. */
export async function serveVault({ system }: Backend): Promise<string> {
  const server = createAdaptorServer({
    serverOptions: SERVER_OPTIONS,
    fetch: (request) => system.vault.fetch(request),
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

/** Sends a proxied call byte for byte, because `fetch` decodes and refuses some input. */
export async function callOverSocket(
  backend: Backend,
  address: string,
  {
    url,
    method = 'GET',
    headers = {},
    body,
  }: {
    url: string
    method?: string
    headers?: Record<string, string>
    body?: string
  },
): Promise<Received> {
  const userToken = await backend.userToken()
  const sent = httpRequest(`${address}/sdk/proxy`, {
    method,
    agent: false,
    headers: {
      [HEADER.apiKey]: backend.system.apiKey,
      [HEADER.userToken]: userToken,
      [HEADER.provider]: 'google',
      [HEADER.url]: url,
      ...headers,
    },
  })
  sent.end(body)
  const [response]: IncomingMessage[] = await once(sent, 'response')
  if (!response) throw new Error('no answer')
  const chunks: Buffer[] = []
  let whole = true
  try {
    for await (const chunk of response) chunks.push(chunk)
  } catch {
    whole = false
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks), whole }
}
