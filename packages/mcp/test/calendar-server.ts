import { alterMcp, type AlterMcpOptions } from '@alter/mcp'
import type { App } from '@alter/sdk'
import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { CALENDAR_SCOPE } from '../../sdk/test/system.ts'

/** The MCP server of these tests, with two tools that call a calendar's API. */
export function calendarServer(app: App, api: string, options?: AlterMcpOptions): McpServer {
  const server = new McpServer({ name: 'calendar', version: '1.0.0' })
  const alter = alterMcp(app, server, options)
  const google = { provider: 'google', wait: 10 }
  server.registerTool(
    'list_events',
    {
      description: 'Events of a calendar',
      inputSchema: z.object({ calendar: z.string(), account: z.string().optional() }),
    },
    alter.tool(google, async ({ calendar, account }, { request }) => {
      const url = `${api}/calendar/v3/calendars/{calendar}/events`
      const response = await request('GET', url, {
        pathParams: { calendar },
        // What a tool may be given, and passes on.
        account,
        provider: undefined,
        reason: undefined,
      })
      return response.json()
    }),
  )
  server.registerTool(
    'whoami',
    { description: 'Whose calendar it is' },
    alter.tool({ ...google, reason: 'who is it' }, async (_, { fetch }) => {
      const response = await fetch(`${api}/oauth2/v3/userinfo`)
      return response.text()
    }),
  )
  server.registerTool(
    'impatient',
    { description: 'Waits for nobody' },
    alter.tool({ ...google, wait: 0.1 }, async (_, { request }) =>
      (await request('GET', `${api}/oauth2/v3/userinfo`)).text(),
    ),
  )
  for (const [name, provider] of [
    ['ask_google', 'google'],
    ['ask_another', 'github'],
  ] as const) {
    server.registerTool(
      name,
      { description: 'Calls Google and asks for a permission' },
      alter.tool({ provider, requiredScopes: [CALENDAR_SCOPE] }, (_, { request }) =>
        request('GET', `${api}/oauth2/v3/userinfo`, { provider: 'google' }),
      ),
    )
  }
  server.registerTool(
    'stoppable',
    { description: 'Calls with a signal of its own' },
    alter.tool(google, (_, { fetch }) =>
      fetch(`${api}/oauth2/v3/userinfo`, { signal: new AbortController().signal }),
    ),
  )
  server.registerTool(
    'broken',
    { description: 'Fails by itself' },
    alter.tool(google, () => {
      throw new Error('the handler is at fault')
    }),
  )
  return server
}
