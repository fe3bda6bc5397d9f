import type { PolicyRule, WalletConnection } from '@alter/protocol'
import { storedPolicyRule } from '@alter/protocol/schema'
import { z } from 'zod'
import type { App } from '../config/settings.ts'
import { endingsOf } from '../grants/ending.ts'
import { earliest, endOf, refreshEndsOf, ttlEnd } from '../grants/ends.ts'
import { describeGrant, isoTime, type StoredGrant } from '../grants/grant.ts'
import type { GrantStore } from '../grants/store.ts'
import { ProblemError } from '../problem.ts'
import { catalog } from '../providers/catalog/catalog.ts'
import { logoUrl } from '../providers/describe.ts'
import type { Language } from '../providers/scope-words.ts'
import type { Storage } from '../storage/open.ts'
import { agentFinder, type AgentParts, delegationsOf, describeDelegation } from './agents.ts'
import type { Holding } from './holdings.ts'
import { permissionsOf } from './permissions.ts'

export interface ConnectionParts extends AgentParts {
  publicUrl: string
  storage: Storage
  store: GrantStore
  now: () => number
}

/** A grant of the user, and what is needed to show it. */
export interface OwnGrant {
  holding: Holding
  grant: StoredGrant
}

/** All grants of the user, including ended ones, oldest first. */
export async function grantsOf({ store }: ConnectionParts, holdings: Holding[]): Promise<OwnGrant[]> {
  const all = await Promise.all(
    holdings.flatMap((holding) =>
      holding.users.map(async ({ id }) => {
        const grants = await store.ofUser(holding.appId, id)
        return grants.map((grant) => ({ holding, grant }))
      }),
    ),
  )
  return all.flat().toSorted((one, other) => one.grant.createdAt - other.grant.createdAt)
}

/**
 * Whether the user sees a grant. Grants that were revoked through the app are hidden, because users do not want to see
 * disconnected accounts.
 */
export function isShown({ grant }: OwnGrant): boolean {
  return grant.endedBy !== 'app'
}

/** A grant of the user by its id. Throws `grant_not_found`, also for a grant of somebody else. */
export async function ownGrant(parts: ConnectionParts, holdings: Holding[], id: string): Promise<OwnGrant> {
  for (const holding of holdings) {
    const grant = await parts.store.find(holding.appId, id)
    if (grant && holding.users.some((user) => user.id === grant.userId)) return { holding, grant }
  }
  throw new ProblemError('grant_not_found', `There is no connection ${id.slice(0, 64)} of yours.`)
}

/** Describes grants for their user, in the given order. */
export async function describeConnections(
  parts: ConnectionParts,
  own: OwnGrant[],
  language: Language,
): Promise<WalletConnection[]> {
  const { publicUrl, storage, now } = parts
  const ids = own.map(({ grant }) => grant.id)
  const [endings, refreshEnds, given] = await Promise.all([
    endingsOf(storage, ids),
    refreshEndsOf(storage, ids),
    delegationsOf(parts, [...new Set(own.map(({ holding }) => holding))]),
  ])
  const findAgent = agentFinder(parts)
  const described = own.map(async ({ holding: { appId, app }, grant }): Promise<WalletConnection> => {
    const provider = app?.providers.get(grant.provider)
    const refreshEndsAt = refreshEnds.get(grant.id) ?? null
    const rules = rulesOver(app, grant)
    const endsAt = earliest([endOf(grant, refreshEndsAt), ttlEnd(rules, grant)])
    const logo = logoUrl(publicUrl, grant.provider)
    const listed = describeGrant(grant, provider, logo, {
      ending: endings.get(grant.id),
      endsAt,
      now: now(),
    })
    const agents = await Promise.all(
      given
        .filter(({ delegation }) => delegation.grantId === grant.id)
        .map(async ({ delegation }) =>
          describeDelegation(delegation, await findAgent(app, delegation.agentId), {
            provider,
            grantEndsAt: endsAt,
            language,
          }),
        ),
    )
    const until = app && extensionOf(grant, rules, refreshEndsAt, now())
    return {
      connection_id: grant.id,
      app_id: appId,
      provider: grant.provider,
      provider_name: provider?.name ?? catalog.get(grant.provider)?.name ?? grant.provider,
      logo_url: logo,
      account_identifier: listed.account_identifier,
      ...(listed.account_display_name !== undefined && {
        account_display_name: listed.account_display_name,
      }),
      status: listed.status,
      ...(listed.ended_reason !== undefined && { ended_reason: listed.ended_reason }),
      permissions: permissionsOf(provider, grant.scopes, language),
      rules: ownRules(grant),
      created_at: listed.created_at,
      authorized_at: isoTime(grant.authorizedAt || grant.createdAt),
      last_used_at: listed.last_used_at,
      ...(listed.expires_at !== undefined && { ends_at: listed.expires_at }),
      ...(until !== null && { extendable_until: isoTime(until) }),
      ...(listed.manage_url !== undefined && { manage_url: listed.manage_url }),
      agents,
    }
  })
  return Promise.all(described)
}

/** All rules that may require the user again. */
export function rulesOver(app: App | null, grant: StoredGrant): PolicyRule[] {
  const provider = app?.providers.get(grant.provider)
  return [...(app?.policies ?? []), ...(provider?.policies ?? []), ...ownRules(grant)]
}

const policyRules = z.array(storedPolicyRule)

/** The grant's own rules. If they cannot be read, each use of the grant is refused. */
function ownRules({ policies }: StoredGrant): PolicyRule[] {
  try {
    return policyRules.parse(JSON.parse(policies))
  } catch {
    return []
  }
}

/** A shorter extension is not offered. Milliseconds. */
const WORTHWHILE = 60_000

/**
 * When the connection would end if its user extended it now: its own life and every `ttl` rule begin anew. The user
 * cannot postpone an end by the provider. `null` when the connection would not last longer.
 */
export function extensionOf(
  grant: StoredGrant,
  rules: PolicyRule[],
  refreshEndsAt: number | null,
  now: number,
): number | null {
  const isOver = grant.expiresAt !== null && grant.expiresAt <= now
  if (!grant.intact || grant.status !== 'active' || isOver) return null
  const ends = earliest([endOf(grant, refreshEndsAt), ttlEnd(rules, grant)])
  const extended = { ...grant, ...extensionColumns(grant, now) }
  const until = earliest([endOf(extended, refreshEndsAt), ttlEnd(rules, extended)])
  return ends === null || until === null || until - ends < WORTHWHILE ? null : until
}

/** The columns of a grant that an extension changes. */
export function extensionColumns(
  { ttlSeconds, expiresAt }: StoredGrant,
  now: number,
): Pick<StoredGrant, 'authorizedAt' | 'expiresAt'> {
  return { authorizedAt: now, expiresAt: ttlSeconds === null ? expiresAt : now + ttlSeconds * 1000 }
}
