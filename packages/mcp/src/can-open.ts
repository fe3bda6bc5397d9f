import {
  CLIENT_CAPABILITIES_META_KEY,
  isSpecType,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'

/**
 * Whether the client opens pages for its user. Since the 2026 revision each request says so; before, the connection
 * did, if it is a lasting one.
 */
export function canOpen(server: McpServer, { mcpReq: { envelope } }: ServerContext): boolean {
  const said = new Map<string, unknown>(Object.entries(envelope ?? {})).get(CLIENT_CAPABILITIES_META_KEY)
  const capabilities = isSpecType.ClientCapabilities(said) ? said : server.server.getClientCapabilities()
  const elicitation: unknown = capabilities?.elicitation
  return typeof elicitation === 'object' && elicitation !== null && 'url' in elicitation
}
