import type { Grant, GrantPage, GrantRevocation, PolicyRule } from '@alter/protocol'
import { policyRule } from '@alter/protocol/schema'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Caller, Callers } from '../identity/caller.ts'
import { requireUser } from '../user-problem.ts'
import { readJson, readQuery } from '../input.ts'
import { logoUrl } from '../providers/describe.ts'
import { assertUsable, describeGrant, isoTime, type StoredGrant } from './grant.ts'
import type { Ending } from './ending.ts'
import { earliest, endOf, refreshEndsOf, ttlEnd } from './ends.ts'
import type { Storage } from '../storage/open.ts'
import { listQuery, revokeBody } from './input.ts'
import { revokeGrant, type RevokeParts } from './revoke.ts'
import { findGrant } from './select.ts'
import type { Owner } from './list.ts'

export interface GrantRouteParts extends RevokeParts {
  storage: Storage
  publicUrl: string
  callers: Callers
}

/** List, set the default, revoke. */
export function grantRoutes(parts: GrantRouteParts): Hono {
  const { publicUrl, callers, storage, store, audit, now } = parts
  function describe(
    grant: StoredGrant,
    { app }: Caller,
    { ending, refreshEndsAt }: { ending?: Ending | undefined; refreshEndsAt: number | undefined },
  ): Grant {
    const provider = app.providers.get(grant.provider)
    const rules = [...app.policies, ...(provider?.policies ?? []), ...rulesOf(grant)]
    const endsAt = earliest([endOf(grant, refreshEndsAt ?? null), ttlEnd(rules, grant)])
    return describeGrant(grant, provider, logoUrl(publicUrl, grant.provider), { ending, endsAt, now: now() })
  }

  return new Hono()
    .get('/sdk/grants', async (context) => {
      const caller = await callers.caller(context.req.raw)
      const { all, ...query } = readQuery(listQuery, context.req.query())
      // With a user the answer is that user's, whatever else is asked for.
      const owner: Owner = all === 'true' && caller.user === null ? null : requireUser(caller).id
      // The time of the last use comes from rows that may not be written yet.
      await audit.flush()
      const { grants, endings, refreshEnds, total, next } = await store.page(caller.app.id, owner, query)
      const page: GrantPage = {
        grants: grants.map((grant) =>
          describe(grant, caller, {
            ending: endings.get(grant.id),
            refreshEndsAt: refreshEnds.get(grant.id),
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
        describe({ ...grant, isDefault: 1 }, caller, { refreshEndsAt: refreshEnds.get(grant.id) }),
      )
    })
    .post('/sdk/grants/:id/revoke', async (context) => {
      const caller = await callers.caller(context.req.raw)
      const grant = await findGrant(store, caller, context.req.param('id'))
      const { reason } = await readJson(revokeBody, context.req.raw, {})
      // The body may have taken its time.
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

/** Those of the grant itself; one whose rules cannot be read is refused where it is used. */
function rulesOf({ policies }: StoredGrant): PolicyRule[] {
  try {
    return policyRules.parse(JSON.parse(policies))
  } catch {
    return []
  }
}

const policyRules = z.array(policyRule)

function auditOf(grant: StoredGrant): { app: string; user: string | null; grant: string; provider: string } {
  return {
    app: grant.appId,
    user: grant.userId || null,
    grant: grant.id,
    provider: grant.provider,
  }
}
