import { type Agent, type Grant, isAlterError, type Provider } from '@alter/sdk'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { inWords } from '../error-words.ts'
import { orRefused, toResult } from '../result.ts'
import type { CallUser } from '../user.ts'
import { type Session, traced, userOf } from './session.ts'

/** Accounts that are listed; nobody reads more. */
const MOST = 200

interface Connections {
  /** The accounts that the agent may use now. */
  accounts: { provider: string; account: string; grant_id: string; status: string; scopes: string[] }[]
  /** The providers that could be connected, with their API hosts. */
  providers: { id: string; name: string; hosts: string[] }[]
  /** Present when there are more accounts. */
  more?: true
}

/** Registers the tool and the resource that list what can be used. */
export function registerConnections(session: Session): void {
  const { server } = session
  server.registerTool(
    'list_connections',
    {
      description:
        'Lists the accounts that can be used, with their permissions, and the providers with the hosts of their APIs.',
      annotations: { readOnlyHint: true },
    },
    (context): Promise<CallToolResult> =>
      orRefused(async () =>
        toResult(await connectionsOf(traced(session, 'list_connections'), userOf(session, context))),
      ),
  )
  server.registerResource(
    'providers',
    'alter://providers',
    { description: 'The providers, and the hosts of their APIs', mimeType: 'application/json' },
    async ({ href }) => ({
      contents: [
        {
          uri: href,
          mimeType: 'application/json',
          text: JSON.stringify(await describeProviders(session.agent)),
        },
      ],
    }),
  )
}

async function connectionsOf(agent: Agent, user: CallUser | null): Promise<Connections> {
  const [page, providers] = await Promise.all([
    agent.listGrants({ ...user, limit: MOST }),
    providersOf(agent),
  ])
  return {
    accounts: page.grants.map(describeAccount),
    providers: providers.map(describeProvider),
    ...(page.total > page.grants.length && { more: true }),
  }
}

/** @throws Error with the words for a client when the vault refuses, or gives no answer */
async function describeProviders(agent: Agent) {
  try {
    return (await providersOf(agent)).map(describeProvider)
  } catch (error) {
    throw isAlterError(error) ? new Error(inWords(error), { cause: error }) : error
  }
}

/** The providers; empty for an agent whose key may not read them. */
async function providersOf(agent: Agent): Promise<Provider[]> {
  try {
    return await agent.listProviders()
  } catch (error) {
    if (isAlterError(error, 'insufficient_scope')) return []
    throw error
  }
}

function describeAccount({ provider, accountIdentifier, grantId, status, scopes }: Grant) {
  return { provider, account: accountIdentifier, grant_id: grantId, status, scopes }
}

function describeProvider({ id, name, apiHosts = [] }: Provider) {
  return { id, name, hosts: apiHosts }
}
