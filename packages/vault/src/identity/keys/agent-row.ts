import { z } from 'zod'
import { equalDigests } from '../../crypto/hash.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import type { AgentRow } from '../../storage/schema/agents.ts'
import { storedRules } from '../../stored-rules.ts'
import type { StoredAgent } from './agent.ts'

/** What seals the rows of agents, so that only a vault with the master key can write them. */
export type AgentSeals = Pick<Keyring, 'stamp'>

/** The sealed columns. */
const SEALED = [
  'id',
  'appId',
  'name',
  'displayName',
  'type',
  'status',
  'scopes',
  'rules',
  'metadata',
  'idempotencyKey',
  'createdAt',
  'revokedAt',
] as const satisfies (keyof AgentRow)[]

function sealOf(row: Omit<AgentRow, 'seal'>, seals: AgentSeals): string | null {
  return seals.stamp(row.appId, JSON.stringify(['agent', ...SEALED.map((column) => row[column])]))
}

/**
 * Separates the name of a deleted agent from its id, so that a new agent can take the name. Names cannot contain it.
 */
const SEPARATOR = '~'

export function toAgentRow(
  agent: StoredAgent & { createdAt: number },
  idempotencyKey: string | null,
  seals: AgentSeals,
): AgentRow {
  const row = {
    id: agent.id,
    appId: agent.appId,
    name: agent.status === 'revoked' ? `${agent.name}${SEPARATOR}${agent.id}` : agent.name,
    displayName: agent.displayName,
    type: agent.type,
    status: agent.status,
    scopes: agent.scopes && JSON.stringify(agent.scopes),
    rules: JSON.stringify(agent.rules),
    metadata: JSON.stringify(agent.metadata),
    idempotencyKey,
    createdAt: agent.createdAt,
    revokedAt: agent.revokedAt,
  }
  const seal = sealOf(row, seals)
  if (seal === null) throw new Error(`there is no app ${agent.appId}`)
  return { ...row, seal }
}

/**
 * The agent of a row; `null` for a row that no vault wrote, that was altered, or that only a newer version understands.
 */
export function fromAgentRow(row: AgentRow, seals: AgentSeals): (StoredAgent & { createdAt: number }) | null {
  const seal = sealOf(row, seals)
  if (seal === null || !equalDigests(row.seal, seal)) return null
  const texts = z.object({ scopes: scopeRecord.nullable(), metadata: textRecord }).safeParse({
    scopes: row.scopes === null ? null : JSON.parse(row.scopes),
    metadata: JSON.parse(row.metadata),
  })
  if (!texts.success) return null
  return {
    id: row.id,
    appId: row.appId,
    name: row.name.split(SEPARATOR)[0] ?? row.name,
    displayName: row.displayName,
    type: row.type,
    status: row.status,
    ...texts.data,
    rules: storedRules(row.rules),
    source: 'api',
    createdAt: row.createdAt,
    revokedAt: row.revokedAt,
  }
}

const scopeRecord = z.record(z.string(), z.array(z.string()))
const textRecord = z.record(z.string(), z.string())
