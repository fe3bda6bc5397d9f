import type { Audit } from '../audit/audit.ts'
import type { App } from '../config/settings.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { fillProvider } from '../providers/fill.ts'
import type { StoredGrant } from './grant.ts'
import type { ReleaseTokens } from './release.ts'
import type { GrantStore } from './store.ts'
import { openTokens } from './tokens.ts'

export interface RevokeParts {
  store: GrantStore
  keyring: Keyring
  release: ReleaseTokens
  audit: Audit
  now: () => number
}

/** Ends a grant for good: deletes its tokens, then asks the provider to revoke them. Returns it as it is then. */
export const revokeGrant = async (
  parts: RevokeParts,
  app: App,
  grant: StoredGrant,
  reason: string | undefined,
): Promise<StoredGrant> => {
  if (grant.intact && grant.status === 'revoked') return grant
  const startedAt = parts.now()
  // Of one that was altered nobody knows where its tokens may be sent.
  const tokens = grant.intact ? await openTokens(parts.keyring, grant) : null
  const ended = await parts.store.end(grant, 'revoked', 'app')
  const current = await parts.store.find(grant.appId, grant.id)
  // A refresh came between: its tokens are the ones to end.
  if (!ended && current) return revokeGrant(parts, app, current, reason)
  const provider = app.providers.get(grant.provider)
  if (provider && tokens)
    await parts.release(fillProvider(provider, grant.fields), tokens, {
      accountId: grant.accountId,
      grantId: grant.id,
    })
  parts.audit.record({
    app: grant.appId,
    user: grant.userId || null,
    grant: grant.id,
    provider: grant.provider,
    action: 'revoke',
    outcome: 'ok',
    reason,
    detail: grant.intact ? undefined : 'altered: ended here only',
    startedAt,
  })
  return current ?? { ...grant, status: 'revoked', revokedAt: startedAt }
}
