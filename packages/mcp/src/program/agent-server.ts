import type { Agent } from '@alter/sdk'
import { McpServer } from '@modelcontextprotocol/server'
import { registerApprovalResult } from './approval-result.ts'
import { registerCallProvider } from './call-provider.ts'
import { registerConnectAccount } from './connect-account.ts'
import { registerConnections } from './connections.ts'
import type { Session } from './session.ts'
import { VERSION } from './version.ts'

/** A server for one client, with the tools to see and use what an agent may use. */
export function createAgentServer(agent: Agent, userToken: Session['userToken']): McpServer {
  const server = new McpServer(
    { name: 'alter', version: VERSION },
    {
      instructions:
        'Calls the APIs of providers (Google, GitHub and others) with accounts that people connected. Call list_connections first: it lists the providers, the accounts and the hosts. Never ask anybody for a token: you do not need one.',
    },
  )
  const session: Session = { agent, server, userToken }
  registerConnections(session)
  registerConnectAccount(session)
  registerCallProvider(session)
  registerApprovalResult(session)
  return server
}
