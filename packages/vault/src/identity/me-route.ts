import type { Me } from '@alter/protocol'
import { Hono } from 'hono'
import type { Callers } from './caller.ts'
import { describeAgent } from './keys/describe-agent.ts'

/**
 * Tells the owner of a key and what the key may do. It answers paused agents too, so that an agent can say why nothing
 * works.
 */
export function meRoute(callers: Callers): Hono {
  return new Hono().get('/sdk/me', async (context) => {
    const request = context.req.raw
    const { id, name } = await callers.app(request)
    const agent = callers.agentOf(request)
    const me: Me = {
      app: { id, name },
      ...(agent && { agent: describeAgent(agent) }),
      scopes: [...callers.scopesOf(request)],
    }
    return context.json(me)
  })
}
