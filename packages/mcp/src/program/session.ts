import type { Agent } from '@alter/sdk'
import type { McpServer, ServerContext } from '@modelcontextprotocol/server'
import { clientName } from '../client-name.ts'
import type { CallUser } from '../user.ts'

/** One client of the program. */
export interface Session {
  agent: Agent
  server: McpServer
  /** Returns the JWT of a request's user; `undefined` when the agent may use everything that was delegated to it. */
  userToken: (context: ServerContext) => string | undefined
}

/** The user whose accounts a call may use; `null` for everything that was delegated to the agent. */
export function userOf({ userToken }: Session, context: ServerContext): CallUser | null {
  const token = userToken(context)
  return token === undefined ? null : { userToken: token }
}

/** The agent with the tool and the client added to the audit trail of its calls. */
export function traced({ agent, server }: Session, tool: string): Agent {
  return agent.trace({ tool, client: clientName(server) })
}
