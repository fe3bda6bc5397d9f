import type * as wire from '@alter/protocol'
import type { CallOptions } from './call.ts'
import type { Fields } from './fields.ts'
import { present } from './present.ts'

/** Whose delegation ends, and why. */
export type RevokeDelegationOptions = CallOptions & {
  /** Why, for the audit trail. Default: none is noted. */
  reason?: string | undefined
} & (
    | { agentId: string; agent?: never }
    /** The name of the agent instead of its id. */
    | { agent: string; agentId?: never }
  )

/** What ended. The grant itself goes on. */
export interface DelegationRevocation {
  /** The grant that the agent could use. */
  grantId: string
  /** How many delegations ended; 0 where there was none. */
  delegationsRevoked: number
}

/** That a user lets an agent use one of their accounts. */
export interface Delegation {
  /** Names the delegation. */
  delegationId: string
  /** The agent, as people see it and as the app calls it. */
  agent: {
    /** Names the agent in later calls. */
    agentId: string
    /** As the app calls it. */
    name: string
    /** What people read: a text, never markup. */
    displayName: string
  }
  /** What limits it, besides the rules of the agent, the grant, the provider and the app. */
  rules: wire.PolicyRule[]
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601; absent while it ends with its grant. */
  expiresAt?: string
  /** ISO 8601; `null` when never used. */
  lastUsedAt: string | null
}

export function readDelegation(fields: Fields): Delegation {
  return present({
    delegationId: fields.text('delegation_id'),
    agent: fields.within('agent', (agent) => ({
      agentId: agent.text('agent_id'),
      name: agent.text('name'),
      displayName: agent.text('display_name'),
    })),
    rules: fields.rules('rules'),
    createdAt: fields.text('created_at'),
    expiresAt: fields.optionalText('expires_at'),
    lastUsedAt: fields.nullableText('last_used_at'),
  })
}

export function delegationToWire(
  { delegationId, agent, rules, createdAt, expiresAt, lastUsedAt }: Delegation,
  { grantId, provider }: { grantId: string; provider: string },
): wire.Delegation {
  return present({
    delegation_id: delegationId,
    grant_id: grantId,
    provider,
    agent: { agent_id: agent.agentId, name: agent.name, display_name: agent.displayName },
    rules,
    created_at: createdAt,
    expires_at: expiresAt,
    last_used_at: lastUsedAt,
  })
}

export function readDelegationRevocation(fields: Fields): DelegationRevocation {
  return { grantId: fields.text('grant_id'), delegationsRevoked: fields.count('delegations_revoked') }
}
