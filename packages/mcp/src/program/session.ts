import type { Agent } from '@alter/sdk'
import type { McpServer, ServerContext } from '@modelcontextprotocol/server'
import { clientName } from '../client-name.ts'
import type { CallUser } from '../user.ts'

/** One client of the program. */
export interface Session {
  agent: Agent
  server: McpServer
  /** The JWT of the user for whom a request is; `undefined`: the agent uses whatever was given to it. */
  userToken: (context: ServerContext) => string | undefined
}

/** Whose accounts a call may use; `null`: whatever was given to the agent. */
export function userOf({ userToken }: Session, context: ServerContext): CallUser | null {
  const token = userToken(context)
  return token === undefined ? null : { userToken: token }
}

/** The agent, whose calls the audit trail notes with the tool and the client. */
export function traced({ agent, server }: Session, tool: string): Agent {
  return agent.trace({ tool, client: clientName(server) })
}
