import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { HEADER } from '@alter/protocol'
import { App } from '@alter/sdk'
import { Client, InMemoryTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { createMcpHandler, type McpServerFactory, requireBearerAuth } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { getRequestListener } from '@hono/node-server'
import { API_KEY } from '../../sdk/test/fake-vault.ts'
import { listen } from '../../sdk/test/listen.ts'
import { connect, type System } from '../../sdk/test/system.ts'
import { calendarServer } from './calendar-server.ts'

/** An MCP server over HTTP, as a backend mounts it. */
export interface Served {
  url: URL
  /** The backend's client of the vault. */
  app: App
  /** The reasons of the vault's calls, one by one. */
  reasons: string[]
  /** Emits each request to the vault under its path. */
  asked: EventEmitter<Record<string, [Request]>>
  close(): Promise<void>
}

/** @param authenticates `false` lets anybody call, without a user */
export async function serveCalendar(system: System, authenticates = true): Promise<Served> {
  const reasons: string[] = []
  const asked = new EventEmitter<Record<string, [Request]>>()
  const app = new App({
    apiKey: API_KEY,
    baseUrl: system.vaultUrl,
    fetch(request) {
      const reason = request.headers.get(HEADER.reason)
      if (reason !== null) reasons.push(decodeURIComponent(reason))
      const answer = fetch(request.clone())
      asked.emit(new URL(request.url).pathname, request)
      return answer
    },
  })
  const handler = createMcpHandler(() => calendarServer(app, system.provider.google.api))
  // The vault itself checks the token.
  const verifier = {
    verifyAccessToken: (token: string) =>
      Promise.resolve({ token, clientId: 'test', scopes: [], expiresAt: Date.now() / 1000 + 3600 }),
  }
  const authenticate = requireBearerAuth({ verifier })
  const server = createServer(
    getRequestListener(async (request) => {
      if (!authenticates) return handler.fetch(request)
      const authInfo = await authenticate(request)
      return authInfo instanceof Response ? authInfo : handler.fetch(request, { authInfo })
    }),
  )
  const port = await listen(server)
  return {
    app,
    reasons,
    asked,
    url: new URL(`http://localhost:${port}/mcp`),
    async close() {
      await handler.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** What the user does with a page that the client asks to open. */
export type Opens = (url: string, message: string) => Promise<'accept' | 'decline' | 'cancel'>

export type Revision = '2025-11-25' | '2026-07-28'

/** The official client, for a user who opens pages, or without that ability. */
export function createClient(revision: Revision, opens?: Opens, name = 'test-client'): Client {
  const client = new Client(
    { name, version: '1.0.0' },
    {
      capabilities: opens ? { elicitation: { url: {} } } : {},
      versionNegotiation: { mode: revision === '2026-07-28' ? { pin: revision } : 'legacy' },
    },
  )
  if (opens) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      if (params.mode !== 'url') throw new Error('the user is asked for a page, not for a form')
      return { action: await opens(params.url, params.message) }
    })
  }
  return client
}

export function overHttp({ url }: Served, userToken?: string): StreamableHTTPClientTransport {
  const headers = userToken === undefined ? {} : { authorization: `Bearer ${userToken}` }
  return new StreamableHTTPClientTransport(url, { requestInit: { headers } })
}

/** A server with the transport of stdio, inside this process. */
export function inProcess(factory: McpServerFactory): InMemoryTransport {
  const [client, server] = InMemoryTransport.createLinkedPair()
  serveStdio(factory, { transport: server })
  return client
}

/** Does what the user does on a Connect page. */
export async function connectAt(system: System, url: string, account: string): Promise<void> {
  const sessionToken = new URLSearchParams(new URL(url).hash.slice(1)).get('session') ?? ''
  const [, , sessionId = ''] = sessionToken.split('_')
  await connect(system, { sessionToken, sessionId }, { account })
}

/** The text of a tool's result. */
export function textOf(result: Awaited<ReturnType<Client['callTool']>>): string {
  const [first] = result.content
  return first?.type === 'text' ? first.text : ''
}
