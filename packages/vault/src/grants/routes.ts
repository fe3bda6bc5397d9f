import type { AgentLabel, Grant, GrantPage, GrantRevocation, PolicyRule } from '@alter/protocol'
import { storedPolicyRule } from '@alter/protocol/schema'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Caller, Callers } from '../identity/caller.ts'
import type { AgentStore } from '../identity/keys/agent-store.ts'
import type { StoredAgent } from '../identity/keys/agent.ts'
import { readJson, readQuery } from '../input.ts'
import { logoUrl } from '../providers/describe.ts'
import type { Storage } from '../storage/open.ts'
import { requireUser } from '../user-problem.ts'
import { describeDelegation, type StoredDelegation } from './delegation.ts'
import type { DelegationStore } from './delegations.ts'
import type { Ending } from './ending.ts'
import { earliest, endOf, refreshEndsOf, ttlEnd } from './ends.ts'
import { assertUsable, describeGrant, isoTime, type StoredGrant } from './grant.ts'
import { listQuery, revokeBody } from './input.ts'
import type { Owner } from './list.ts'
import { revokeGrant, type RevokeParts } from './revoke.ts'
import { findGrant } from './select.ts'

export interface GrantRouteParts extends RevokeParts {
  delegations: Pick<DelegationStore, 'ofGrants'>
  agents: Pick<AgentStore, 'list'>
  storage: Storage
  publicUrl: string
  callers: Callers
}

/** Routes that list grants, set the default one, and revoke. */
export function grantRoutes(parts: GrantRouteParts): Hono {
  const { publicUrl, callers, storage, store, audit, now } = parts
  function describe(
    grant: StoredGrant,
    { app }: Caller,
    {
      ending,
      refreshEndsAt,
      given,
    }: { ending?: Ending | undefined; refreshEndsAt: number | undefined; given?: Given | undefined },
  ): Grant {
    const provider = app.providers.get(grant.provider)
    const rules = [...app.policies, ...(provider?.policies ?? []), ...rulesOf(grant)]
    const endsAt = earliest([endOf(grant, refreshEndsAt ?? null), ttlEnd(rules, grant)])
    const delegations = given?.delegations
      .filter(({ grantId }) => grantId === grant.id)
      .map((each) => describeDelegation(each, labelOf(given, each.agentId), endsAt))
    return describeGrant(grant, provider, logoUrl(publicUrl, grant.provider), {
      ending,
      endsAt,
      delegations,
      now: now(),
    })
  }
  /** The delegations of some grants. An agent sees only its own. */
  async function givenOf({ app, agent }: Caller, ids: string[]): Promise<Given> {
    const found = await parts.delegations.ofGrants(app.id, ids)
    const delegations = agent ? found.filter(({ agentId }) => agentId === agent.id) : found
    return { delegations, agents: delegations.length === 0 ? [] : await parts.agents.list(app) }
  }

  return new Hono()
    .get('/sdk/grants', async (context) => {
      const caller = await callers.caller(context.req.raw)
      const { all, ...query } = readQuery(listQuery, context.req.query())
      // With a user token, the answer is limited to that user, whatever else the query asks for.
      const { agent } = caller
      const isOfAll = caller.user === null && (all === 'true' || agent !== null)
      const owner: Owner = isOfAll ? null : requireUser(caller).id
      // The times of last use come from audit rows, which may not be written yet.
      await audit.flush()
      const { grants, endings, refreshEnds, total, next } = await store.page(caller.app.id, owner, {
        ...query,
        ...(agent && { delegatedTo: { agent: agent.id, at: now() } }),
      })
      const given = await givenOf(
        caller,
        grants.map(({ id }) => id),
      )
      // The listing trusts the rows. Only the seals tell whether the vault wrote the delegations.
      const shown = agent
        ? grants.filter(({ id }) => given.delegations.some(({ grantId }) => grantId === id))
        : grants
      const page: GrantPage = {
        grants: shown.map((grant) =>
          describe(grant, caller, {
            ending: endings.get(grant.id),
            refreshEndsAt: refreshEnds.get(grant.id),
            given,
          }),
        ),
        total,
        limit: query.limit,
        offset: query.offset,
        ...(next !== null && { next_cursor: next }),
      }
      return context.json(page)
    })
    .put('/sdk/grants/:id/default', async (context) => {
      const caller = await callers.caller(context.req.raw)
      const grant = await findGrant(store, caller, context.req.param('id'))
      assertUsable(grant)
      const startedAt = now()
      await store.makeDefault(grant)
      const key = callers.keyName(context.req.raw)
      audit.record({ ...auditOf(grant), key, action: 'set_default', outcome: 'ok', startedAt })
      const refreshEnds = await refreshEndsOf(storage, [grant.id])
      return context.json(
        describe({ ...grant, isDefault: 1 }, caller, {
          refreshEndsAt: refreshEnds.get(grant.id),
          given: await givenOf(caller, [grant.id]),
        }),
      )
    })
    .post('/sdk/grants/:id/revoke', async (context) => {
      const caller = await callers.caller(context.req.raw)
      const grant = await findGrant(store, caller, context.req.param('id'))
      const { reason } = await readJson(revokeBody, context.req.raw, {})
      // Reading the body took time, so the key is confirmed again.
      await callers.confirm(context.req.raw)
      const by = { reason, key: callers.keyName(context.req.raw) }
      if (grant.intact && grant.status === 'revoked') {
        const detail = 'already revoked'
        audit.record({ ...auditOf(grant), ...by, action: 'revoke', outcome: 'ok', detail, startedAt: now() })
      }
      const revoked = await revokeGrant(parts, grant, by)
      const { id, revokedAt, updatedAt, provider } = revoked.grant
      const manageUrl = caller.app.providers.get(provider)?.manage_url ?? null
      const revocation: GrantRevocation = {
        grant_id: id,
        revoked_at: isoTime(revokedAt ?? updatedAt),
        provider_revocation: revoked.providerRevocation,
        ...(manageUrl !== null && { manage_url: manageUrl }),
      }
      return context.json(revocation)
    })
}

/** The delegations of some grants, and the agents behind them. */
interface Given {
  delegations: StoredDelegation[]
  agents: StoredAgent[]
}

/** An agent that left the config file has no name. It is shown so that its delegation can be removed. */
function labelOf({ agents }: Given, id: string): AgentLabel {
  const agent = agents.find((each) => each.id === id)
  return { agent_id: id, name: agent?.name ?? id, display_name: agent?.displayName ?? id }
}

/** The grant's own rules. If they cannot be read, each use of the grant is refused. */
function rulesOf({ policies }: StoredGrant): PolicyRule[] {
  try {
    return policyRules.parse(JSON.parse(policies))
  } catch {
    return []
  }
}

const policyRules = z.array(storedPolicyRule)

function auditOf(grant: StoredGrant): { app: string; user: string | null; grant: string; provider: string } {
  return {
    app: grant.appId,
    user: grant.userId || null,
    grant: grant.id,
    provider: grant.provider,
  }
}
