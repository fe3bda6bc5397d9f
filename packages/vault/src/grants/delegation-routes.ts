import { HEADER, type DelegationRevocation } from '@alter/protocol'
import { Hono } from 'hono'
import type { AskedBy, Audit } from '../audit-event.ts'
import type { Caller, Callers } from '../identity/caller.ts'
import type { AgentStore } from '../identity/keys/agent-store.ts'
import { readJson } from '../input.ts'
import { invalidField } from '../problem.ts'
import type { DelegatedGrants } from './delegated.ts'
import type { DelegationStore } from './delegations.ts'
import type { StoredGrant } from './grant.ts'
import { revokeDelegationBody } from './input.ts'
import { findGrant } from './select.ts'
import type { GrantStore } from './store.ts'

export interface DelegationRouteParts {
  callers: Callers
  store: Pick<GrantStore, 'find' | 'ofProvider'>
  delegations: Pick<DelegationStore, 'end'>
  delegated: DelegatedGrants
  agents: Pick<AgentStore, 'byName'>
  audit: Audit
  now: () => number
}

/** Ends delegations, for the app and its users, and for an agent that gives up its own. The grant itself stays. */
export function delegationRoutes(parts: DelegationRouteParts): Hono {
  const { callers, store, delegations, delegated, audit, now } = parts

  async function end(grant: StoredGrant, agentId: string, by: AskedBy): Promise<DelegationRevocation> {
    const startedAt = now()
    const ended = await delegations.end(grant, agentId)
    audit.record({
      app: grant.appId,
      user: grant.userId || null,
      subject: grant.owner ?? undefined,
      grant: grant.id,
      provider: grant.provider,
      agent: agentId,
      action: 'revoke_delegation',
      outcome: 'ok',
      ...(ended === 0 && { detail: 'there was none' }),
      ...by,
      startedAt,
    })
    return { grant_id: grant.id, delegations_revoked: ended }
  }

  return new Hono()
    .post('/sdk/grants/:id/delegations/revoke', async (context) => {
      const request = context.req.raw
      const caller = await callers.caller(request)
      const grant = await findGrant(store, caller, context.req.param('id'))
      const { agent_id, agent, reason } = await readJson(revokeDelegationBody, request)
      const agentId = await agentOf(parts, caller, { agent_id, agent })
      // Reading the body took time, so the key is confirmed again.
      await callers.confirm(request)
      return context.json(await end(grant, agentId, { reason, key: callers.keyName(request) }))
    })
    .delete('/sdk/me/delegations/:grant', async (context) => {
      const request = context.req.raw
      const caller = await callers.caller(request)
      const { agent } = caller
      if (!agent) throw invalidField(HEADER.apiKey, 'only an agent can give up a delegation')
      const { grant } = await delegated.find({ ...caller, agent }, context.req.param('grant'))
      const by = { vaultReason: 'given up by the agent', key: callers.keyName(request) } as const
      return context.json(await end(grant, agent.id, by))
    })
}

/** A deleted agent is found by its id too, although it has no delegation left. */
async function agentOf(
  { agents }: DelegationRouteParts,
  { app }: Caller,
  { agent_id, agent }: { agent_id?: string | undefined; agent?: string | undefined },
): Promise<string> {
  if (agent_id !== undefined && agent === undefined) return agent_id
  if (agent === undefined || agent_id !== undefined) {
    throw invalidField('agent_id', 'send either agent_id or agent, the name of the agent')
  }
  const found = await agents.byName(app, agent)
  if (found) return found.id
  throw invalidField('agent', `there is no agent ${agent.slice(0, 64)} in ${app.id}`)
}
