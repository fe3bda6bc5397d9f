import {
  CLIENT_CAPABILITIES_META_KEY,
  isSpecType,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'

/**
 * Whether the client opens pages for its user. Each request says so from the revision of 2026 on; before it, the
 * connection did, if there is one that lasts.
 */
export function canOpen(server: McpServer, { mcpReq: { envelope } }: ServerContext): boolean {
  const said = new Map<string, unknown>(Object.entries(envelope ?? {})).get(CLIENT_CAPABILITIES_META_KEY)
  const capabilities = isSpecType.ClientCapabilities(said) ? said : server.server.getClientCapabilities()
  const elicitation: unknown = capabilities?.elicitation
  return typeof elicitation === 'object' && elicitation !== null && 'url' in elicitation
}
