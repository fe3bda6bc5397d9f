import type { CreateSessionRequest, CreateSessionResponse, PolicyRule } from '@alter/protocol'
import type { Audit } from '../audit-event.ts'
import type { App, Settings } from '../config/settings.ts'
import { asksUser, NO_WALLET, unanswerable } from '../config/user-approval.ts'
import { findGrant, requireProvider } from '../grants/select.ts'
import type { GrantStore } from '../grants/store.ts'
import type { Callers } from '../identity/caller.ts'
import type { CallingAgent } from '../identity/keys/agent.ts'
import type { User } from '../identity/users.ts'
import { printableLabel } from '../label.ts'
import { ProblemError, invalidField } from '../problem.ts'
import { missingScopes } from '../providers/provider.ts'
import type { Count } from '../storage/counter.ts'
import { type AgentFinder, assertWithinScopes, chooseAgent } from './agent.ts'
import { chooseDestination } from './destination.ts'
import { contextOf, type Session } from './session.ts'
import type { SessionStore } from './store.ts'
import { createSessionToken } from './token.ts'

export interface MintParts {
  settings: Settings
  agents: AgentFinder
  callers: Callers
  grants: GrantStore
  sessions: SessionStore
  count: Count
  audit: Pick<Audit, 'record'>
  now: () => number
}

/** The key that creates a session. */
export interface Minter {
  app: App
  /** The key's agent; `null` for a key of the app. */
  agent: CallingAgent | null
  /** The key's name in the audit. */
  key: string | null
}

/** Creates a session for one flow of one user. Throws `invalid_request` and similar problems naming the field. */
export async function mintSession(
  parts: MintParts,
  { app, agent: asking, key }: Minter,
  request: CreateSessionRequest,
  /** Called with the user of the session, even if none is created. */
  seen: (user: User | null) => void,
): Promise<CreateSessionResponse> {
  const { settings, agents, callers, grants, sessions, audit, now } = parts
  const user = await userOf(callers, app, request)
  seen(user)
  assertAnswerable(app, user, 'grant_policy.rules', request.grant_policy?.rules)
  assertAnswerable(app, user, 'agent_policy.rules', request.agent_policy?.rules)
  const agent = await chooseAgent(agents, app, request, asking)
  const grant =
    request.grant_id === undefined ? null : await findGrant(grants, { app, user }, request.grant_id)
  const providers = chooseProviders(app, request, grant?.provider, agent)
  const { delivery, allowedOrigin, returnUrl } = chooseDestination(app, request)
  const { id, token, hash } = createSessionToken()
  const at = now()
  const session: Session = {
    id,
    appId: app.id,
    userId: user?.id ?? null,
    userLabel: user?.label ?? app.name,
    tokenHash: hash,
    browserHash: null,
    status: 'pending',
    delivery,
    allowedOrigin,
    returnUrl,
    shortReturn: false,
    providers,
    requiredScopes: checkScopes(app, providers, request.required_scopes ?? {}),
    grantId: grant?.id ?? null,
    accountHint: readHint(request.account_hint) ?? grant?.accountIdentifier ?? null,
    locale: request.locale ?? null,
    grantTtl: grantTtl(request),
    grantPolicies: request.grant_policy?.rules ?? null,
    agentId: agent?.id ?? null,
    askedBy: asking?.id ?? null,
    agentRules: agent && (request.agent_policy?.rules ?? []),
    agentTtl: request.agent_policy?.max_ttl_seconds ?? null,
    tightening: null,
    metadata: request.metadata ?? null,
    grants: [],
    events: [],
    error: null,
    errorDescription: null,
    attempts: 0,
    createdAt: at,
    expiresAt: at + settings.sessionTtl,
    endedAt: null,
    version: 0,
  }
  if (agent) assertWithinScopes(app, agent, providers)
  await countSession(parts, app, user)
  await sessions.insert(session, user && { appId: app.id, issuer: user.issuer, subject: user.subject })
  audit.record({
    app: app.id,
    user: user?.id ?? null,
    subject: user ?? undefined,
    grant: null,
    provider: null,
    key,
    agent: agent?.id,
    context: contextOf(session),
    action: 'mint',
    outcome: 'ok',
    startedAt: at,
  })
  return {
    session_token: token,
    connect_url: `${settings.publicUrl}/sdk/oauth/connect#session=${token}`,
    expires_in: settings.sessionTtl / 1000,
    session_id: id,
  }
}

/** A label of somebody, as a database can keep it: half an emoji would not be what the session is sealed with. */
function readHint(hint: string | undefined): string | undefined {
  return (hint !== undefined && printableLabel(hint, hint.length)) || undefined
}

/** Throws `invalid_request` for a rule that needs a yes of a user who cannot be asked. */
function assertAnswerable(app: App, user: User | null, place: string, rules: PolicyRule[] = []): void {
  const index = user === null ? rules.findIndex(asksUser) : (unanswerable(rules, app) ?? -1)
  if (index < 0) return
  const reason =
    user === null
      ? 'a grant of the app itself has no user who can say yes: use approver: operator'
      : NO_WALLET
  throw invalidField(`${place}.${index}.approver`, reason)
}

/** Counts before the session is stored, and never subtracts: callers decide how a session ends. */
async function countSession(
  { settings: { limits, sessionTtl }, count, now }: MintParts,
  app: App,
  user: User | null,
): Promise<void> {
  const most = user ? limits.sessionsPerUser : limits.sessionsPerApp
  const { points, expiresAt } = await count(JSON.stringify(['sessions', app.id, user?.id ?? '']), sessionTtl)
  if (points <= most) return
  const whose = user ? 'This user' : 'The app itself'
  throw new ProblemError(
    'rate_limited',
    `${whose} has had ${most} sessions in ${sessionTtl / 1000} seconds: wait until the first expires.`,
    { retry_after: Math.max(1, Math.ceil((expiresAt - now()) / 1000)) },
  )
}

async function userOf(callers: Callers, app: App, request: CreateSessionRequest): Promise<User | null> {
  if (request.user_token !== undefined && request.principal !== undefined) {
    throw invalidField('principal', 'send either user_token or principal')
  }
  if (request.user_token !== undefined) return callers.user(app, request.user_token)
  if (request.principal === 'app') return null
  throw new ProblemError(
    'user_token_required',
    'Send the user\'s JWT in user_token, or say principal: "app".',
    {
      field: 'user_token',
    },
  )
}

function chooseProviders(
  app: App,
  request: CreateSessionRequest,
  ofGrant: string | undefined,
  agent: CallingAgent | null,
): string[] {
  const asked = request.allowed_providers?.map((id) => requireProvider(app, id, 'allowed_providers').id)
  if (ofGrant === undefined) {
    const most = [...app.providers.keys()].filter((id) => !agent?.scopes || Object.hasOwn(agent.scopes, id))
    const chosen = [...new Set(asked ?? most)]
    if (chosen.length === 0)
      throw new ProblemError(
        'provider_not_configured',
        `${app.id} has no providers: add providers to the app in the config.`,
      )
    return chosen
  }
  if (asked && !asked.includes(ofGrant))
    throw invalidField('allowed_providers', `the grant belongs to ${ofGrant}`)
  return [requireProvider(app, ofGrant, 'grant_id').id]
}

function checkScopes(
  app: App,
  providers: string[],
  asked: Record<string, string[]>,
): Record<string, string[]> {
  for (const [id, scopes] of Object.entries(asked)) {
    const field = `required_scopes.${id}`
    if (!providers.includes(id)) throw invalidField(field, 'is not one of the allowed providers')
    const provider = requireProvider(app, id, field)
    const allowed = provider.scopes
    const [refused] = missingScopes(provider, scopes, allowed)
    if (refused !== undefined)
      throw invalidField(field, `${refused} is not allowed; allowed: ${allowed.join(', ') || 'none'}`)
  }
  return asked
}

function grantTtl({ grant_policy: policy }: CreateSessionRequest): number | null {
  const lives = [policy?.default_ttl_seconds, policy?.max_ttl_seconds].filter((life) => life !== undefined)
  return lives.length === 0 ? null : Math.min(...lives)
}
