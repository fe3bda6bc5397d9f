import type { GrantPage, GrantRevocation } from '@alter/protocol'
import { Hono } from 'hono'
import type { Caller, Callers } from '../identity/caller.ts'
import { requireUser } from '../user-problem.ts'
import { readJson, readQuery } from '../input.ts'
import { logoUrl } from '../providers/describe.ts'
import { assertUsable, describeGrant, isoTime, type StoredGrant } from './grant.ts'
import type { Ending } from './ending.ts'
import { listQuery, revokeBody } from './input.ts'
import { revokeGrant, type RevokeParts } from './revoke.ts'
import { findGrant } from './select.ts'
import type { Owner } from './list.ts'

export interface GrantRouteParts extends RevokeParts {
  publicUrl: string
  callers: Callers
}

/** List, set the default, revoke. */
export function grantRoutes(parts: GrantRouteParts): Hono {
  const { publicUrl, callers, store, audit, now } = parts
  function describe(grant: StoredGrant, { app }: Caller, ending?: Ending) {
    return describeGrant(grant, app.providers.get(grant.provider), logoUrl(publicUrl, grant.provider), ending)
  }

  return new Hono()
    .get('/sdk/grants', async (context) => {
      const caller = await callers.caller(context.req.raw)
      const { all, ...query } = readQuery(listQuery, context.req.query())
      // With a user the answer is that user's, whatever else is asked for.
      const owner: Owner = all === 'true' && caller.user === null ? null : requireUser(caller).id
      // The last use is told by rows that may not be written yet.
      await audit.flush()
      const { grants, endings, total, next } = await store.page(caller.app.id, owner, query)
      const page: GrantPage = {
        grants: grants.map((grant) => describe(grant, caller, endings.get(grant.id))),
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
      return context.json(describe({ ...grant, isDefault: 1 }, caller))
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

function auditOf(grant: StoredGrant): { app: string; user: string | null; grant: string; provider: string } {
  return {
    app: grant.appId,
    user: grant.userId || null,
    grant: grant.id,
    provider: grant.provider,
  }
}
