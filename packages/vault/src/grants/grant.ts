import type { Connection, Delegation, Grant, GrantAccount } from '@alter/protocol'
import { endOf, type GrantEnd } from '@alter/protocol/rules'
import { ProblemError } from '../problem.ts'
import { publicValues } from '../providers/fill.ts'
import type { Values } from '../providers/templates.ts'
import { missingScopes, type Provider } from '../providers/provider.ts'
import type { GrantRow } from '../storage/schema/grants.ts'
import type { Ending } from './ending.ts'
import type { GrantOwner } from './owner.ts'

/** One account of one user at one provider, with its sealed tokens. */
export interface StoredGrant extends Omit<GrantRow, 'scopes' | 'fields'> {
  scopes: string[]
  fields: Values
  /** The user of the grant; `null` for the app itself, and for an unknown user. */
  owner: GrantOwner | null
  /** Whether the vault wrote the row as it is. Otherwise nothing in it can be trusted. */
  intact: boolean
}

/** Throws the problem that tells why a grant cannot be used; returns when it can. */
export function assertUsable(grant: StoredGrant): void {
  if (!grant.intact || grant.status !== 'active') throw endedProblem(grant)
}

/** Why a grant is over, as a problem. */
export function endedProblem(grant: StoredGrant): ProblemError {
  const details = { grant_id: grant.id, provider: grant.provider }
  if (!grant.intact) {
    return new ProblemError(
      'credential_revoked',
      'Somebody other than the vault altered the stored connection, so the vault does not use it: connect it again.',
      details,
    )
  }
  const { code, detail } = endOf(`${grant.accountIdentifier} at ${grant.provider}`, endingOf(grant))
  return new ProblemError(code, detail, details)
}

function endingOf({ endedBy, status }: StoredGrant): GrantEnd {
  if (endedBy === 'time') return 'expired'
  if (endedBy === 'app') return 'revoked'
  if (endedBy === 'accident') return 'lost'
  return status === 'broken' ? 'unrenewed' : 'refused'
}

interface Described {
  ending?: Ending | undefined
  endsAt: number | null
  /** Absent when the answer leaves delegations out. */
  delegations?: Delegation[] | undefined
  now: number
}

/** The grant as listed to the backend. */
export function describeGrant(
  grant: StoredGrant,
  provider: Provider | undefined,
  logoUrl: string,
  { ending, endsAt, delegations, now }: Described,
): Grant {
  const learned = provider && grant.intact ? publicValues(provider, grant.fields) : {}
  return {
    grant_id: grant.id,
    provider: grant.provider,
    provider_name: provider?.name ?? grant.provider,
    logo_url: logoUrl,
    account_identifier: grant.accountIdentifier,
    ...(grant.accountDisplayName !== null && { account_display_name: grant.accountDisplayName }),
    scopes: grant.scopes,
    missing_scopes: provider ? missingScopes(provider, provider.required_scopes, grant.scopes) : [],
    // An altered grant counts as broken, because only its user can repair it.
    status: grant.intact ? statusAt(grant, endsAt, now) : 'broken',
    ...(typeof ending?.words === 'string' && { ended_reason: ending.words }),
    ...(ending?.providerRevocation && { provider_revocation: ending.providerRevocation }),
    ...(typeof provider?.manage_url === 'string' && { manage_url: provider.manage_url }),
    ...(Object.keys(learned).length > 0 && { learned }),
    is_default: grant.isDefault === 1,
    created_at: isoTime(grant.createdAt),
    last_used_at: grant.lastUsedAt === null ? null : isoTime(grant.lastUsedAt),
    ...(endsAt !== null && { expires_at: isoTime(endsAt) }),
    ...(delegations && { delegations }),
  }
}

/** The status as of now, even if nobody has written the end yet. */
function statusAt({ status }: StoredGrant, endsAt: number | null, now: number): Grant['status'] {
  return status === 'active' && endsAt !== null && endsAt <= now ? 'expired' : status
}

/** The grant as the browser receives it. */
export function describeConnection(
  grant: StoredGrant,
  provider: Provider,
  operation: Connection['operation'],
  endsAt: number | null,
): Connection {
  return {
    grant_id: grant.id,
    provider: grant.provider,
    provider_name: provider.name,
    account_identifier: grant.accountIdentifier,
    timestamp: isoTime(grant.updatedAt),
    operation,
    scopes: grant.scopes,
    status: 'active',
    ...(endsAt !== null && { expires_at: isoTime(endsAt) }),
    metadata: {
      ...(grant.accountDisplayName !== null && { account_display_name: grant.accountDisplayName }),
      ...(grant.accountEmail !== null && { account_email: grant.accountEmail }),
    },
  }
}

/** The grant in a list of accounts to choose from. */
export function describeAccount(grant: StoredGrant): GrantAccount {
  return {
    grant_id: grant.id,
    account_identifier: grant.accountIdentifier,
    ...(grant.accountDisplayName !== null && { account_display_name: grant.accountDisplayName }),
  }
}

/** The earliest and the latest time that a `Date` can be. Milliseconds. @see ECMA-262 §21.4.1.1 */
const FARTHEST = 8_640_000_000_000_000

/**
 * A stored time as ISO text. A value outside the range of a date becomes the nearest date, so that one bad row does not
 * break a list.
 */
export function isoTime(milliseconds: number): string {
  return new Date(Math.min(Math.max(milliseconds, -FARTHEST), FARTHEST) || 0).toISOString()
}
