import type { GrantPage, GrantRevocation } from '@alter/protocol'
import { Hono } from 'hono'
import type { Audit } from '../audit.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { Caller, Callers } from '../identity/caller.ts'
import { requireUser } from '../identity/caller.ts'
import { readJson, readQuery } from '../input.ts'
import { ProblemError } from '../problem.ts'
import { logoUrl } from '../providers/routes.ts'
import { describeGrant, endedProblem, isoTime } from './grant.ts'
import type { StoredGrant } from './grant.ts'
import { listQuery, revokeBody } from './input.ts'
import type { ReleaseTokens } from './release.ts'
import { findGrant } from './select.ts'
import type { GrantStore, Owner } from './store.ts'
import { openTokens } from './tokens.ts'

export interface GrantRouteParts {
  publicUrl: string
  callers: Callers
  store: GrantStore
  keyring: Keyring
  release: ReleaseTokens
  audit: Audit
  now: () => number
}

/** List, set the default, revoke. */
export const grantRoutes = (parts: GrantRouteParts): Hono => {
  const { publicUrl, callers, store, audit, now } = parts
  const describe = (grant: StoredGrant, { app }: Caller) =>
    describeGrant(grant, app.providers.get(grant.provider), logoUrl(publicUrl, grant.provider))

  return new Hono()
    .get('/sdk/grants', async (context) => {
      const caller = await callers.caller(context.req.raw)
      const { all, ...query } = readQuery(listQuery, context.req.query())
      // With a user the answer is that user's, whatever else is asked for.
      const owner: Owner = all === 'true' && caller.user === null ? null : requireUser(caller).id
      // The last use is told by rows that may not be written yet.
      await audit.flush()
      const { grants, total } = await store.page(caller.app.id, owner, query)
      const page: GrantPage = {
        grants: grants.map((grant) => describe(grant, caller)),
        total,
        limit: query.limit,
        offset: query.offset,
      }
      return context.json(page)
    })
    .put('/sdk/grants/:id/default', async (context) => {
      const caller = await callers.caller(context.req.raw)
      const grant = await findGrant(store, caller, context.req.param('id'))
      if (grant.status !== 'active') throw endedProblem(grant)
      const startedAt = now()
      await store.makeDefault(grant)
      audit.record({ ...auditOf(grant), action: 'set_default', outcome: 'ok', startedAt })
      return context.json(describe({ ...grant, isDefault: 1 }, caller))
    })
    .post('/sdk/grants/:id/revoke', async (context) => {
      const caller = await callers.caller(context.req.raw)
      const grant = await findGrant(store, caller, context.req.param('id'))
      const { reason } = await readJson(revokeBody, context.req.raw, {})
      return context.json(await revoke(parts, caller, grant, reason))
    })
}

const revoke = async (
  parts: GrantRouteParts,
  caller: Caller,
  grant: StoredGrant,
  reason: string | undefined,
): Promise<GrantRevocation> => {
  if (grant.status === 'revoked') {
    return { grant_id: grant.id, revoked_at: isoTime(grant.revokedAt ?? grant.updatedAt) }
  }
  const startedAt = parts.now()
  const tokens = await openTokens(parts.keyring, grant)
  if (!(await parts.store.end(grant, 'revoked', 'app'))) {
    // A refresh came between: its tokens are the ones to end.
    return revoke(parts, caller, await findGrant(parts.store, caller, grant.id), reason)
  }
  const provider = caller.app.providers.get(grant.provider)
  if (provider) await parts.release(provider, tokens, { accountId: grant.accountId, grantId: grant.id })
  parts.audit.record({ ...auditOf(grant), action: 'revoke', outcome: 'ok', reason, startedAt })
  const ended = await parts.store.find(grant.appId, grant.id)
  if (!ended) throw new ProblemError('grant_not_found', `There is no grant ${grant.id}.`)
  return { grant_id: grant.id, revoked_at: isoTime(ended.revokedAt ?? startedAt) }
}

const auditOf = (
  grant: StoredGrant,
): { app: string; user: string | null; grant: string; provider: string } => ({
  app: grant.appId,
  user: grant.userId || null,
  grant: grant.id,
  provider: grant.provider,
})
