import type { ProviderRevocation } from '@alter/protocol'
import type { AskedBy, Audit } from '../audit-event.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { ProviderRevocationRow } from '../storage/schema/provider-revocations.ts'
import type { StoredGrant } from './grant.ts'
import type { Revocations } from './revocations.ts'
import type { GrantStore } from './store.ts'
import { openTokens } from './tokens.ts'

export interface RevokeParts {
  store: GrantStore
  keyring: Keyring
  revocations: Revocations
  audit: Audit
  now: () => number
}

/** A revoked grant, and the provider's answer to the revocation. */
export interface Revoked {
  grant: StoredGrant
  providerRevocation: ProviderRevocation
}

/**
 * Ends a grant for good: deletes its tokens, then asks the provider to revoke them. Resolves with the changed grant.
 */
export async function revokeGrant(parts: RevokeParts, grant: StoredGrant, by: AskedBy): Promise<Revoked> {
  if (grant.intact && grant.status === 'revoked') {
    // The provider ended this grant, so there is nothing to revoke.
    const known = await parts.revocations.outcome(grant.id)
    return { grant, providerRevocation: known ?? (grant.endedBy === 'provider' ? 'done' : 'not_supported') }
  }
  const startedAt = parts.now()
  // An altered grant may name a wrong provider, so its tokens are sent nowhere.
  const tokens = grant.intact ? await openTokens(parts.keyring, grant) : null
  let row: ProviderRevocationRow | null = null
  const ended = await parts.store.end(
    grant,
    'revoked',
    'app',
    null,
    tokens === null
      ? undefined
      : async (transaction) => {
          row = await parts.revocations.begin(transaction, grant, tokens)
        },
  )
  const current = await parts.store.find(grant.appId, grant.id)
  // A refresh came in between. Its tokens have to be revoked.
  if (!ended && current) return revokeGrant(parts, current, by)
  const providerRevocation = row === null ? unasked(grant) : await parts.revocations.run(row)
  parts.audit.record({
    app: grant.appId,
    user: grant.userId || null,
    grant: grant.id,
    provider: grant.provider,
    action: 'revoke',
    outcome: 'ok',
    ...by,
    detail: detailOf(grant, providerRevocation),
    startedAt,
  })
  return { grant: current ?? { ...grant, status: 'revoked', revokedAt: startedAt }, providerRevocation }
}

/** The tokens of an altered grant may still be valid at the provider. */
function unasked({ intact }: StoredGrant): ProviderRevocation {
  return intact ? 'not_supported' : 'failed'
}

function detailOf({ intact }: StoredGrant, outcome: ProviderRevocation): string | undefined {
  if (!intact) return 'altered: ended here only'
  return outcome === 'done' ? undefined : `provider: ${outcome}`
}
