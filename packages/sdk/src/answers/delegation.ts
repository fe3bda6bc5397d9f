import type * as wire from '@alter/protocol'
import type { CallOptions } from '../call.ts'
import type { Fields } from '../fields.ts'
import { present } from '../present.ts'

/** The delegation to end, and the reason. */
export type RevokeDelegationOptions = CallOptions & {
  /** Reason for the audit trail. Default: none. */
  reason?: string | undefined
} & (
    | { agentId: string; agent?: never }
    /** Name of the agent, in place of its id. */
    | { agent: string; agentId?: never }
  )

/** The result of ending delegations. The grant itself stays. */
export interface DelegationRevocation {
  /** The grant that the agent could use. */
  grantId: string
  /** How many delegations ended; 0 when there were none. */
  delegationsRevoked: number
}

/** An agent with the names that people and programs use. */
export interface AgentLabel {
  /** Id of the agent in later calls. */
  agentId: string
  /** Name that programs use. */
  name: string
  /** Name that people read: a text, never markup. */
  displayName: string
}

/** A user's permission for an agent to use one account. */
export interface Delegation {
  /** Id of the delegation. */
  delegationId: string
  /** The agent that may use the account. */
  agent: AgentLabel
  /** The delegation's own rules, in addition to those of the agent, the grant, the provider and the app. */
  rules: wire.PolicyRule[]
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601. Absent when it ends with its grant. */
  expiresAt?: string
  /** ISO 8601; `null` when never used. */
  lastUsedAt: string | null
}

/** @param grant the grant that contains the delegation in the vault's listing */
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
