import { randomUUID } from 'node:crypto'
import { delegateRequest } from '@alter/protocol/schema'
import type { Audit } from '../audit-event.ts'
import type { App, Settings } from '../config/settings.ts'
import type { DelegationStore } from '../grants/delegations.ts'
import { endOf, refreshEndsOf } from '../grants/ends.ts'
import { assertUsable, describeConnection, endedProblem, type StoredGrant } from '../grants/grant.ts'
import { requireProvider } from '../grants/select.ts'
import type { GrantStore } from '../grants/store.ts'
import type { StoredAgent } from '../identity/keys/agent.ts'
import { readJson } from '../input.ts'
import { invalidField, ProblemError } from '../problem.ts'
import type { Provider } from '../providers/provider.ts'
import type { Storage } from '../storage/open.ts'
import type { SessionAccess } from './access.ts'
import {
  type AgentFinder,
  agentOf,
  checkTightening,
  givenTo,
  isAskedByAgent,
  isTooWide,
  lackingScopes,
  setsLimits,
} from './agent.ts'
import { appOf } from './page-session.ts'
import { sessionEvent } from './session-event.ts'
import { countAttempt, connected, type Session } from './session.ts'
import { assertLive, type SessionStore } from './store.ts'

export interface DelegateParts {
  settings: Settings
  storage: Storage
  access: SessionAccess
  agents: AgentFinder
  grants: GrantStore
  delegations: Pick<DelegationStore, 'write'>
  sessions: SessionStore
  audit: Audit
  now: () => number
}

/**
 * Gives the session's agent an account that the user already has. The delegation and the outcome are written in one
 * transaction. Throws the problem that tells why it is not given.
 */
export async function delegate(parts: DelegateParts, request: Request): Promise<Session> {
  const { settings, storage, access, sessions, delegations, audit, now } = parts
  const startedAt = now()
  const body = await readJson(delegateRequest, request)
  const session = await access.byPage(request, body.session_id)
  assertLive(session)
  access.assertBrowser(session, request)
  const app = appOf(settings.apps, session)
  const agent = await agentOf(parts.agents, app, session)
  if (agent === null)
    throw invalidField('session_id', 'this session is not for an agent: authorize an account')
  const tightening = checkTightening(app, session, body.tightening ?? {}) ?? {}
  const { grant, provider } = await givenGrant(parts, { app, session, agent }, body.grant_id)
  const refreshEnds = await refreshEndsOf(storage, [grant.id])
  const id = randomUUID()
  const connection = {
    ...describeConnection(grant, provider, 'reauth', endOf(grant, refreshEnds.get(grant.id) ?? null)),
    delegation: { id, agent: agent.name, display_name: agent.displayName },
  }
  const event = {
    ...sessionEvent(session, { action: 'delegate', provider: provider.id, startedAt }),
    grant: grant.id,
  }
  try {
    const changed = await sessions.change(
      session.id,
      (current) => {
        assertLive(current)
        return connected({ ...countAttempt(current), tightening }, connection, now())
      },
      async (transaction, owner) => {
        // The owner comes from the session. A user who was renamed in the database meanwhile is somebody else.
        await delegations.write(transaction, {
          grant: { ...grant, owner },
          id,
          ...givenTo(session, tightening, now()),
        })
      },
    )
    audit.record({ ...event, delegation: id, outcome: 'ok' })
    return changed.session
  } catch (error) {
    const code = error instanceof ProblemError ? error.code : 'internal_error'
    audit.record({ ...event, outcome: error instanceof ProblemError ? 'denied' : 'failed', detail: code })
    throw error
  }
}

/** A grant of the session's user that may be delegated. Throws the problem that tells why it may not. */
async function givenGrant(
  { grants, now }: DelegateParts,
  { app, session, agent }: { app: App; session: Session; agent: StoredAgent },
  id: string,
): Promise<{ grant: StoredGrant; provider: Provider }> {
  const grant = await grants.find(app.id, id)
  if (!grant || session.userId === null || grant.userId !== session.userId) {
    throw new ProblemError('grant_not_found', 'You have no such account.', { field: 'grant_id' })
  }
  if (!session.providers.includes(grant.provider)) {
    throw invalidField('grant_id', `this session allows ${session.providers.join(', ')}`)
  }
  if (session.grantId !== null && session.grantId !== grant.id) {
    throw new ProblemError('account_mismatch', 'This session is for another account.', { field: 'grant_id' })
  }
  if (isAskedByAgent(session)) {
    throw invalidField(
      'grant_id',
      `the agent ${agent.name} asked for this session itself: authorize the account again`,
    )
  }
  if (setsLimits(session)) {
    throw invalidField('grant_id', 'this session limits the grant itself: authorize the account again')
  }
  assertUsable(grant)
  if (grant.expiresAt !== null && now() >= grant.expiresAt) throw endedProblem({ ...grant, endedBy: 'time' })
  const provider = requireProvider(app, grant.provider, 'grant_id')
  if (isTooWide(agent, provider, grant)) {
    throw invalidField('grant_id', `this account has more scopes than the agent ${agent.name} may have`)
  }
  const missing = lackingScopes(session, provider, grant)
  if (missing.length === 0) return { grant, provider }
  throw new ProblemError(
    'scope_reauth_required',
    `This account lacks permissions that the app needs: ${missing.join(', ')}. Authorize it again.`,
    { missing_scopes: missing, grant_id: grant.id, provider: provider.id },
  )
}
