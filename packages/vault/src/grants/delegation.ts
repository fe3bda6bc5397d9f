import type { AgentLabel, Delegation, PolicyRule } from '@alter/protocol'
import type { DelegationRow } from '../storage/schema/delegations.ts'
import { isoTime } from './grant.ts'
import { earliest } from './ends.ts'

/** A user's permission for one agent to use one grant. */
export interface StoredDelegation extends Omit<DelegationRow, 'rules' | 'seal'> {
  rules: PolicyRule[]
}

/** Whether the delegation was not ended and has not expired. */
export function isLive({ endedAt, expiresAt }: StoredDelegation, now: number): boolean {
  return endedAt === null && (expiresAt === null || now < expiresAt)
}

/**
 * The delegation as it is listed.
 * @param grantEndsAt when its grant ends by itself; the delegation ends then too
 */
export function describeDelegation(
  delegation: StoredDelegation,
  agent: AgentLabel,
  grantEndsAt: number | null,
): Delegation {
  const endsAt = earliest([delegation.expiresAt, grantEndsAt])
  return {
    delegation_id: delegation.id,
    grant_id: delegation.grantId,
    provider: delegation.provider,
    agent,
    rules: delegation.rules,
    created_at: isoTime(delegation.createdAt),
    ...(endsAt !== null && { expires_at: isoTime(endsAt) }),
    last_used_at: delegation.lastUsedAt === null ? null : isoTime(delegation.lastUsedAt),
  }
}
