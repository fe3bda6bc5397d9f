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
import { failure, orRefused, toResult } from './result.ts'
import { createCalls, type ToolCalls } from './tool-calls.ts'
import type { ToolOptions } from './tool-options.ts'
import { type UserOptions, userOf } from './user.ts'

/** How tools find their user. */
export type AlterMcpOptions = UserOptions

/** The second argument of a handler: the context of the MCP request, and calls with the user's grant. */
export type ToolContext = ServerContext & ToolCalls

/**
 * Does the work of a tool. Its result becomes the tool's result: a `CallToolResult` as it is, a text, or anything else
 * as JSON. After the user has connected or decided, it runs again from the beginning, so calls that change something
 * should come last. An approved call is not repeated: the handler gets its answer, also when the tool failed afterwards
 * and is called again.
 */
export type ToolHandler<Args> = (args: Args, context: ToolContext) => unknown

type Outcome = Promise<CallToolResult | InputRequiredResult>

/** The callback for `registerTool`, of a tool with or without an input schema. */
interface ToolCallback<Args> {
  (context: ServerContext): Outcome
  (args: Args, context: ServerContext): Outcome
}

/** Creates the callbacks of an MCP server's tools. */
export interface AlterMcp {
  /**
   * Creates the callback of a tool that calls a provider's API for its user. When a connection or a permission is
   * missing, the client is asked to open the Connect page (URL-mode elicitation), and then the tool goes on. When a
   * human must approve a call, the client is asked to open the page for the decision. A client that cannot open pages
   * gets a text with the link.
   * An error of the SDK becomes a result with `isError`, in words without addresses.
   * @throws anything else that the handler throws, which the server turns into a result with `isError`
   * @see https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation
   */
  tool<Args>(options: ToolOptions, handler: ToolHandler<Args>): ToolCallback<Args>
}

/**
 * Lets the tools of an MCP server use their users' accounts.
 * @param app client of the vault: an `App` or an `Agent`
 * @param server the server of the tools, which knows what its client can do
 * @param options where the user's JWT comes from. Default: the access token of the MCP request, which the server's
 * bearer authentication has checked. A request without one is an error
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
      async function run(args: Args, context: ServerContext): Outcome {
        const user = await userOf(options, context)
        const waited = await awaitConnected({ app, user, tool }, context)
        if (waited.refusal !== null) return failure(waited.refusal)
        const { provider, name = '', wait } = tool
        const parts = { app, owner: app, user, tool: `${provider} ${name}`, wait }
        const approvals = createApprovals(parts, context)
        if (approvals.refusal !== null) return failure(approvals.refusal)
        const calls = createCalls(app, { user, tool, client: clientName(server), approvals }, context)
        try {
          const result = toResult(await handler(args, { ...context, ...calls }))
          if (result.isError !== true) approvals.settle()
          return result
        } catch (error) {
          const asked =
            (await approvals.ask(error, server)) ??
            (await askToConnect({ app, user, tool }, server, context, error, approvals.state()))
          if (asked !== null) return asked
          approvals.settleFailed(error)
          throw error
        } finally {
          approvals.end()
        }
      }
      function call(args: Args, context: ServerContext): Outcome {
        return orRefused(() => run(args, context))
      }
      return (...given: [ServerContext] | [Args, ServerContext]) => {
        if (given.length === 2) return call(...given)
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a tool without an input schema has no arguments
        return call({} as Args, given[0])
      }
    },
  }
}
