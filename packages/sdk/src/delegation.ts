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

/** An agent, as people see it and as the app calls it. */
export interface AgentLabel {
  /** Names the agent in later calls. */
  agentId: string
  /** As the app calls it. */
  name: string
  /** What people read: a text, never markup. */
  displayName: string
}

/** That a user lets an agent use one of their accounts. */
export interface Delegation {
  /** Names the delegation. */
  delegationId: string
  /** Who may use the account. */
  agent: AgentLabel
  /** What limits it, besides the rules of the agent, the grant, the provider and the app. */
  rules: wire.PolicyRule[]
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601; absent while it ends with its grant. */
  expiresAt?: string
  /** ISO 8601; `null` when never used. */
  lastUsedAt: string | null
}

/** @param grant what the delegation is of: the vault lists it inside of its grant. */
export function parseDelegation(
  fields: Fields,
  grant: Pick<wire.Delegation, 'grant_id' | 'provider'>,
): wire.Delegation {
  return present({
    delegation_id: fields.text('delegation_id'),
    grant_id: grant.grant_id,
    provider: grant.provider,
    agent: fields.within('agent', parseAgentLabel),
    rules: fields.rules('rules'),
    created_at: fields.text('created_at'),
    expires_at: fields.optionalText('expires_at'),
    last_used_at: fields.nullableText('last_used_at'),
  })
}

export function parseAgentLabel(fields: Fields): wire.AgentLabel {
  return {
    agent_id: fields.text('agent_id'),
    name: fields.text('name'),
    display_name: fields.text('display_name'),
  }
}

export function agentLabelOf({ agent_id, name, display_name }: wire.AgentLabel): AgentLabel {
  return { agentId: agent_id, name, displayName: display_name }
}

export function delegationOf({ agent, ...document }: wire.Delegation): Delegation {
  return present({
    delegationId: document.delegation_id,
    agent: agentLabelOf(agent),
    rules: document.rules,
    createdAt: document.created_at,
    expiresAt: document.expires_at,
    lastUsedAt: document.last_used_at,
  })
}

export function parseDelegationRevocation(fields: Fields): wire.DelegationRevocation {
  return { grant_id: fields.text('grant_id'), delegations_revoked: fields.count('delegations_revoked') }
}

export function delegationRevocationOf(document: wire.DelegationRevocation): DelegationRevocation {
  return { grantId: document.grant_id, delegationsRevoked: document.delegations_revoked }
}
