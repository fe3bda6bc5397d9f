import type { CallToolResult, InputRequiredResult, ServerContext } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { awaitConnected, sendTo } from '../connect-first.ts'
import { failure, orRefused, textResult } from '../result.ts'
import { type Session, traced, userOf } from './session.ts'

const input = z.object({
  provider: z.string().min(1).max(100).describe('Provider id, as list_connections names it'),
})

/** Registers the tool that asks a user for another account. */
export function registerConnectAccount(session: Session): void {
  session.server.registerTool(
    'connect',
    {
      description:
        'Asks the user to connect an account at a provider, or to let this agent use an account that is already connected.',
      inputSchema: input,
    },
    ({ provider }, context) => orRefused(() => connect(session, provider, context)),
  )
}

async function connect(
  session: Session,
  provider: string,
  context: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const user = userOf(session, context)
  const app = traced(session, 'connect')
  if (user === null) return failure(await howToDelegate(session))
  const need = { app, user, tool: { provider } }
  const waited = await awaitConnected(need, context)
  if (waited.refusal !== null) return failure(waited.refusal)
  if (waited.isConnected) return textResult('The account can be used now.')
  const { signal } = context.mcpReq
  const asked = await app.createConnectSession({
    ...user,
    allowedProviders: [provider],
    delivery: 'poll',
    signal,
  })
  return sendTo(asked, session.server, context, `This agent asks for an account of ${provider}.`)
}

/** Only a user of the app can be sent to the Connect page. */
async function howToDelegate({ agent }: Session): Promise<string> {
  const { app, agent: self } = await agent.me()
  const name = self?.displayName ?? 'this agent'
  return `Nobody is signed in here, so no page can be opened. The user can give ${name} an account in ${app.name}.`
}
