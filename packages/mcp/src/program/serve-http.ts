import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Agent, isAlterError, problemResponse } from '@alter/sdk'
import {
  type AuthInfo,
  bearerAuthChallengeResponse,
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  OAuthError,
  OAuthErrorCode,
  originValidationResponse,
  verifyBearerToken,
} from '@modelcontextprotocol/server'
import { createAgentServer } from './agent-server.ts'

export interface Listening {
  url: string
  close: () => Promise<void>
}

/**
 * Serves an agent over streamable HTTP. The bearer token of each request names its user, and the vault checks it. Pages
 * of other sites are refused, even if they make their own host name resolve to this server.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports#security-warning
 */
export async function serveHttp(
  agent: Agent,
  { port, host }: { port: number; host: string },
): Promise<Listening> {
  // As a URL and a `Host` header have it.
  const hostname = host.includes(':') ? `[${host}]` : host
  const handler = createMcpHandler(() =>
    createAgentServer(agent, (context) => context.http?.authInfo?.token ?? nobody()),
  )
  async function answer(request: Request): Promise<Response> {
    const refused =
      hostHeaderValidationResponse(request, [...localhostAllowedHostnames(), hostname]) ??
      originValidationResponse(request, localhostAllowedOrigins())
    if (refused) return refused
    if (new URL(request.url).pathname !== '/mcp')
      return new Response('The MCP server is at /mcp.\n', { status: 404 })
    const authInfo = await authenticate(agent, request)
    return authInfo instanceof Response ? authInfo : handler.fetch(request, { authInfo })
  }
  const server = createServer(getRequestListener(answer, { overrideGlobalObjects: false }))
  server.listen(port, host)
  await once(server, 'listening')
  return {
    url: `http://${hostname}:${portOf(server)}/mcp`,
    async close() {
      await handler.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Refused, because a call without a user could use every account of the agent. */
function nobody(): never {
  throw new Error('a request without a user has passed')
}

/** The user of a request, or the answer that tells why it has none. Faults that are not the user's are logged. */
async function authenticate(agent: Agent, request: Request): Promise<AuthInfo | Response> {
  const header = request.headers.get('authorization') ?? undefined
  const verifier = { verifyAccessToken: (token: string) => verify(agent, token) }
  try {
    return await verifyBearerToken(header, { verifier })
  } catch (error) {
    return error instanceof OAuthError
      ? bearerAuthChallengeResponse(error)
      : problemResponse(error, { request })
  }
}

/** What the vault says of a token that is no user's. */
const REFUSALS = new Set<string>(['invalid_user_token', 'user_token_too_large'])

/** How long a token is trusted here. The vault checks it again with each use. Seconds. */
const BELIEVED = 60

async function verify(agent: Agent, token: string) {
  try {
    await agent.listGrants({ userToken: token, limit: 1 })
  } catch (error) {
    if (!isAlterError(error) || !REFUSALS.has(error.code)) throw error
    throw new OAuthError(OAuthErrorCode.InvalidToken, error.detail)
  }
  return { token, clientId: 'mcp', scopes: [], expiresAt: Math.floor(Date.now() / 1000) + BELIEVED }
}

function portOf(server: Server): number {
  const address = server.address()
  return isAddress(address) ? address.port : 0
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
