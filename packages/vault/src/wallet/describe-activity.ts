import type { VaultReason, WalletAction, WalletActivity, WalletOutcome } from '@alter/protocol'
import { BY_VAULT } from '../audit/row.ts'
import { isoTime } from '../grants/grant.ts'
import { catalog } from '../providers/catalog/catalog.ts'
import type { Storage } from '../storage/open.ts'
import { padded } from '../storage/padded.ts'
import type { ReadRow } from './activity.ts'
import type { FindAgent } from './agents.ts'
import type { Holding } from './holdings.ts'

export interface ActivityParts {
  storage: Storage
  findAgent: FindAgent
}

/** An entry whose action may be unknown to the page. */
export type AnyActivity = Omit<WalletActivity, 'action'> & { action: string }

/** Describes rows for the page. Accounts have names if their connections still exist. */
export async function describeRows(
  parts: ActivityParts,
  holdings: Holding[],
  rows: ReadRow[],
): Promise<AnyActivity[]> {
  const [accounts, agents] = await Promise.all([
    accountsOf(parts.storage, holdings, rows),
    agentsOf(parts, holdings, rows),
  ])
  return rows.map((row) => {
    const app = holdings.find(({ appId }) => appId === row.appId)?.app
    const account = row.grantId === null ? undefined : accounts.get(row.grantId)
    const { provider } = row
    return {
      activity_id: row.id,
      at: isoTime(row.at),
      app_id: row.appId,
      app_name: app?.name ?? row.appId,
      action: row.action,
      outcome: isOutcome(row.outcome) ? row.outcome : 'unknown',
      ...(row.grantId !== null && { connection_id: row.grantId }),
      ...(provider !== null && {
        provider,
        provider_name: app?.providers.get(provider)?.name ?? catalog.get(provider)?.name ?? provider,
      }),
      ...(account !== undefined && { account_identifier: account }),
      ...(row.agentId !== null && {
        agent: { agent_id: row.agentId, agent_name: agents.get(row.agentId) ?? row.agentId },
      }),
      ...(row.method !== null && { method: row.method }),
      ...(row.host !== null && { host: row.host }),
      ...(row.path !== null && { path: row.path }),
      ...(row.status !== null && { status: row.status }),
      duration_ms: row.latencyMs,
      ...reasonIn(row),
      ...(row.detail !== null && { detail: row.detail }),
    }
  })
}

/** Actions whose reason always comes from the vault, also in rows that do not say so. */
const WITHOUT_CALLER: ReadonlySet<string> = new Set<WalletAction>(['extend', 'sign_out'])

/** The reason with its source, because a caller can write the same text as the vault. */
function reasonIn({
  action,
  reason,
  reasonBy,
}: ReadRow): Pick<WalletActivity, 'reason'> | Pick<WalletActivity, 'vault_reason'> {
  if (reason === null) return {}
  const isOwn = reasonBy === BY_VAULT || WITHOUT_CALLER.has(action)
  return isOwn && isVaultReason(reason) ? { vault_reason: reason } : { reason }
}

const VAULT_REASONS: Record<VaultReason, true> = {
  'by the user, in the Wallet': true,
  'at the identity provider': true,
  'user deleted by the app': true,
  'user deleted at the identity provider': true,
  'given up by the agent': true,
  'alter-vault panic': true,
}

function isVaultReason(reason: string): reason is VaultReason {
  return Object.hasOwn(VAULT_REASONS, reason)
}

/** Labels of the agents in rows, by their ids. */
async function agentsOf(
  parts: ActivityParts,
  holdings: Holding[],
  rows: ReadRow[],
): Promise<ReadonlyMap<string, string>> {
  const named = new Map(rows.flatMap(({ agentId, appId }) => (agentId === null ? [] : [[agentId, appId]])))
  const found = await Promise.all(
    [...named].map(async ([id, appId]) => {
      const app = holdings.find((holding) => holding.appId === appId)?.app ?? null
      return [id, (await parts.findAgent(app, id))?.displayName ?? id] as const
    }),
  )
  return new Map(found)
}

/** Labels of the user's own grants, by id. A row may name another user's grant that a caller asked for. */
async function accountsOf(
  storage: Storage,
  holdings: Holding[],
  rows: ReadRow[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap(({ grantId }) => (grantId === null ? [] : [grantId])))]
  if (ids.length === 0) return new Map()
  const users = new Set(holdings.flatMap((holding) => holding.users.map(({ id }) => id)))
  const grants = await storage
    .selectFrom('grants')
    .select(['id', 'userId', 'accountIdentifier'])
    .where('id', 'in', padded(ids))
    .execute()
  return new Map(
    grants.flatMap(({ id, userId, accountIdentifier }) =>
      users.has(userId) ? [[id, accountIdentifier] as const] : [],
    ),
  )
}

const OUTCOMES: Record<WalletOutcome, true> = {
  ok: true,
  denied: true,
  failed: true,
  started: true,
  unknown: true,
}

function isOutcome(outcome: string): outcome is WalletOutcome {
  return Object.hasOwn(OUTCOMES, outcome)
}
