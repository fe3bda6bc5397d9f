import type { Client } from '@alter/sdk'
import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ServerContext,
} from '@modelcontextprotocol/server'
import { askToConnect, awaitConnected } from './connect-first.ts'
import { createApprovals } from './approvals.ts'
import { clientName } from './client-name.ts'
import { failure, toResult } from './result.ts'
import { createCalls, type ToolCalls } from './tool-calls.ts'
import type { ToolOptions } from './tool-options.ts'
import { type UserOptions, userOf } from './user.ts'

/** How tools find their user. */
export type AlterMcpOptions = UserOptions

/** What a handler gets besides its arguments: the context of the MCP request, and calls with the user's grant. */
export type ToolContext = ServerContext & ToolCalls

/**
 * Does what a tool is for. What it returns is the tool's result: a `CallToolResult` as it is, a text, or anything else
 * as JSON. It runs anew from its beginning once the user has connected or decided, so calls that change something come
 * last; one that was approved is not made again, the handler gets its answer.
 */
export type ToolHandler<Args> = (args: Args, context: ToolContext) => unknown

type Outcome = Promise<CallToolResult | InputRequiredResult>

/** The callback of `registerTool`: of a tool with an input schema, and of one without. */
interface ToolCallback<Args> {
  (context: ServerContext): Outcome
  (args: Args, context: ServerContext): Outcome
}

/** What `alterMcp()` makes: the callbacks of an MCP server's tools. */
export interface AlterMcp {
  /**
   * Makes the callback of a tool that calls a provider's API for its user. Where a connection or a permission is missing,
   * the client is asked to open the Connect page (URL-mode elicitation), and the tool goes on; where a human must say yes
   * to a call, the page where they decide. A client that cannot do that gets a text with the link.
   * @throws whatever the handler throws, which the server turns into a result with `isError`.
   * @see https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation
   */
  tool<Args>(options: ToolOptions, handler: ToolHandler<Args>): ToolCallback<Args>
}

/**
 * Lets the tools of an MCP server use the accounts of their users.
 * @param app the vault as the app's backend sees it, or an agent: an `App` or an `Agent`
 * @param server whose tools they are: it knows what its client can do
 * @param options where the user's JWT comes from. Default: the access token of the MCP request, as the server's bearer
 *   authentication found it valid. A request without one gets an error.
 * @example
 * createMcpHandler(() => {
 *   const server = new McpServer({ name: 'calendar', version: '1.0.0' })
 *   const alter = alterMcp(app, server)
 *   server.registerTool('list_events', { description: 'Events of today' },
 *     alter.tool({ provider: 'google' }, async (_, { request }) => (await request('GET', url)).json()))
 *   return server
 * })
 */
export function alterMcp(app: Client, server: McpServer, options: AlterMcpOptions = {}): AlterMcp {
  return {
    tool<Args>(tool: ToolOptions, handler: ToolHandler<Args>): ToolCallback<Args> {
      async function call(args: Args, context: ServerContext): Outcome {
        const user = await userOf(options, context)
        const waited = await awaitConnected({ app, user, tool }, context)
        if (waited !== null) return waited
        const approvals = createApprovals({ app, user, wait: tool.wait }, context)
        if (approvals.refusal !== null) return failure(approvals.refusal)
        try {
          const calls = createCalls(app, { user, tool, client: clientName(server), approvals }, context)
          return toResult(await handler(args, { ...context, ...calls }))
        } catch (error) {
          return approvals.ask(error, server) ?? askToConnect({ app, user, tool }, server, context, error)
        }
      }
      return (...given: [ServerContext] | [Args, ServerContext]) => {
        if (given.length === 2) return call(...given)
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a tool without an input schema has no arguments
        return call({} as Args, given[0])
      }
    },
  }
}
