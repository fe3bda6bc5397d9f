import { randomUUID } from 'node:crypto'
import type { SessionErrorCode } from '@alter/protocol'
import type { Settings } from '../config/settings.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { DelegationStore } from '../grants/delegations.ts'
import { endOf, refreshEndAt } from '../grants/ends.ts'
import type { NoteGrantEvent } from '../grants/grant-event.ts'
import { assertGrantsWithin, TooManyGrantsError } from '../grants/grant-limit.ts'
import { describeConnection, isoTime, type StoredGrant } from '../grants/grant.ts'
import type { GrantStore } from '../grants/store.ts'
import { sealTokens } from '../grants/tokens.ts'
import { OvertakenError } from '../grants/write.ts'
import type { StoredAgent } from '../identity/keys/agent.ts'
import type { Log } from '../log.ts'
import type { Account } from '../providers/account.ts'
import type { IssuedTokens } from '../providers/authorization.ts'
import { missingScopes, type Provider } from '../providers/provider.ts'
import { ClosedKeyError } from '../storage/open-data-keys.ts'
import { givenTo } from './agent.ts'
import type { Attempt } from './attempts.ts'
import { connected, hasEnded, type Session } from './session.ts'
import type { SessionStore } from './store.ts'

export interface ConnectParts {
  settings: Pick<Settings, 'limits'>
  delegations: Pick<DelegationStore, 'write'>
  sessions: SessionStore
  grants: GrantStore
  keyring: Keyring
  noteEvent: NoteGrantEvent
  log: Log
  now: () => number
}

/** Why an answered authorization created no grant. */
export type Refusal = { error: SessionErrorCode; description: string }

/** A provider's answer, and the flow that it belongs to. */
export interface Answered {
  session: Session
  provider: Provider
  account: Account
  tokens: IssuedTokens
  attempt: Attempt
  /** The delegation to the session's agent; `null` without an agent. */
  delegation: { id: string; agent: StoredAgent } | null
}

/** Writes the grant, the delegation, the outcome of the session and the end of the attempt in one transaction. */
export async function connect(
  parts: ConnectParts,
  answered: Answered,
  tries = 5,
): Promise<StoredGrant | Refusal> {
  const { session, provider, account, attempt, delegation } = answered
  const userId = session.userId ?? ''
  const existing = await parts.grants.findAccount(session.appId, userId, provider.id, account.id)
  const refusal = await refusalOf(parts, answered, existing)
  if (refusal) return refusal
  // Of an altered grant only the id is kept, and none of its values.
  const grant = await composeGrant(parts, answered, existing?.intact ? existing : null, existing)
  const { refreshExpiresIn, refreshToken } = answered.tokens
  const refreshEndsAt = refreshEndAt(refreshExpiresIn, refreshToken, grant.authorizedAt)
  const operation = existing ? 'reauth' : 'creation'
  const connection = {
    ...describeConnection(grant, provider, operation, endOf(grant, refreshEndsAt ?? null)),
    ...(delegation && {
      delegation: {
        id: delegation.id,
        agent: delegation.agent.name,
        display_name: delegation.agent.displayName,
      },
    }),
  }
  try {
    const { changed } = await parts.sessions.change(
      session.id,
      (current) => (hasEnded(current) ? null : connected(current, connection, parts.now())),
      async (transaction, owner) => {
        // The owner comes from the session. A user who was renamed in the database meanwhile gets no grant of theirs.
        await parts.grants.write(transaction, { ...grant, owner }, existing, refreshEndsAt)
        if (existing?.status !== 'active') {
          await assertGrantsWithin(transaction, grant, parts.settings.limits.grantsPerUser)
        }
        if (delegation) {
          // From the page that began this attempt, because another tab may have asked since.
          const given = givenTo(session, attempt.tightening ?? session.tightening ?? {}, parts.now())
          await parts.delegations.write(transaction, {
            id: delegation.id,
            grant: { ...grant, owner },
            ...given,
          })
        }
        await parts.noteEvent(transaction, existing ? 'grant.reauthorized' : 'grant.created', grant)
        // Ended before the commit: a code that is sent twice may cost the grant.
        await attempt.spend(transaction)
      },
    )
    if (changed) warnOfEnd(parts, grant, provider)
    return changed ? grant : { error: 'session_expired', description: 'The session had ended.' }
  } catch (error) {
    if (error instanceof TooManyGrantsError) {
      return { error: 'provider_error', description: 'You have too many connections: disconnect one first.' }
    }
    // The grant was connected or refreshed at the same time. The next try writes over what is stored now.
    const mayPass = existing === null || error instanceof OvertakenError || error instanceof ClosedKeyError
    if (!mayPass || tries === 0) throw error
    if (error instanceof ClosedKeyError) await parts.keyring.reload()
    return connect(parts, answered, tries - 1)
  }
}

/** Logged when the grant begins, because its early end would look like a fault of the vault. */
function warnOfEnd(
  { log }: ConnectParts,
  { id, appId, refreshToken, accessExpiresAt }: StoredGrant,
  provider: Provider,
): void {
  if (refreshToken !== null || accessExpiresAt === null) return
  log.warn(
    { grant: id, app: appId, provider: provider.id, until: isoTime(accessExpiresAt) },
    `${provider.id} gave no refresh token: the user must connect again when the access token ends. Many providers give a refresh token for the scope offline_access, some only with authorization_parameters: { prompt: consent } or { access_type: offline }.`,
  )
}

async function refusalOf(
  { grants }: ConnectParts,
  { session, provider, account, tokens }: Answered,
  existing: StoredGrant | null,
): Promise<Refusal | null> {
  if (session.grantId !== null && existing?.id !== session.grantId) {
    const expected = await grants.find(session.appId, session.grantId)
    return {
      error: 'account_mismatch',
      description: `You chose ${account.identifier}, but ${expected?.accountIdentifier ?? 'another account'} was to be connected again.`,
    }
  }
  const required = session.requiredScopes[provider.id] ?? provider.required_scopes
  const missing = missingScopes(provider, required, tokens.scopes)
  if (missing.length === 0) return null
  return {
    error: 'scope_denied',
    description: `The app needs permissions that were not given at ${provider.name}: ${missing.join(', ')}.`,
  }
}

async function composeGrant(
  { keyring, now }: ConnectParts,
  { session, provider, account, tokens }: Answered,
  existing: StoredGrant | null,
  over: StoredGrant | null,
): Promise<StoredGrant> {
  const at = now()
  const id = over?.id ?? randomUUID()
  const limits = limitsOf(session, existing)
  const kept = existing?.status === 'active' ? existing.refreshToken : null
  return {
    id,
    appId: session.appId,
    userId: session.userId ?? '',
    provider: provider.id,
    clientId: provider.client_id,
    accountId: account.id,
    accountIdentifier: account.identifier,
    accountDisplayName: account.displayName,
    accountEmail: account.email,
    scopes: tokens.scopes,
    status: 'active',
    endedBy: null,
    isDefault: existing?.isDefault ?? 0,
    ...(await sealTokens(keyring, { id, appId: session.appId }, tokens, kept, at)),
    tokenVersion: (over?.tokenVersion ?? 0) + 1,
    createdAt: existing?.createdAt ?? at,
    updatedAt: at,
    lastUsedAt: existing?.lastUsedAt ?? null,
    expiresAt: limits.ttlSeconds === null ? null : at + limits.ttlSeconds * 1000,
    revokedAt: null,
    ...limits,
    authorizedAt: at,
    fields: provider.values,
    owner: null,
    intact: true,
    seal: null,
  }
}

/** The limits of a grant: those of the session, else those it had. Connecting again removes no limit. */
function limitsOf(
  { grantTtl, grantPolicies }: Session,
  existing: StoredGrant | null,
): Pick<StoredGrant, 'ttlSeconds' | 'policies'> {
  return {
    ttlSeconds: grantTtl ?? existing?.ttlSeconds ?? null,
    policies: grantPolicies ? JSON.stringify(grantPolicies) : (existing?.policies ?? '[]'),
  }
}
