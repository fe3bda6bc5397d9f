import type { McpServer } from '@modelcontextprotocol/server'

/** Characters, as the audit takes them. */
const LONGEST = 256

/** What the client calls itself, as far as it can be noted: clients send any text, also none. */
export function clientName(server: McpServer): string | undefined {
  const name = server.server.getClientVersion()?.name
  return name?.slice(0, LONGEST) || undefined
}
