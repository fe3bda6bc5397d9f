import { randomUUID } from 'node:crypto'
import type { Audit } from '../audit-event.ts'
import type { App } from '../config/settings.ts'
import type { StoredGrant } from '../grants/grant.ts'
import type { Revocations } from '../grants/revocations.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { type Account, identifyAccount } from '../providers/account.ts'
import { exchangeCode } from '../providers/authorization.ts'
import { describeFailure } from '../providers/setup-fault.ts'
import type { ProviderClients } from '../providers/client.ts'
import { fillProvider, learnFromCallback, learnValues } from '../providers/fill.ts'
import { ProviderFailure } from '../providers/failure.ts'
import { ignoredIssuer } from '../providers/issuer.ts'
import { printable } from '../providers/printable.ts'
import type { Provider } from '../providers/provider.ts'
import type { AgentFinder } from './agent.ts'
import type { Attempt } from './attempts.ts'
import { type Answered, connect, type ConnectParts, type Refusal } from './connect.ts'
import { type FailureLogParts, logFailure } from './failure-log.ts'
import { sessionEvent } from './session-event.ts'
import { hasEnded, refused, type Session } from './session.ts'

export interface CallbackParts extends ConnectParts, FailureLogParts {
  clients: ProviderClients
  outbound: Outbound
  revocations: Pick<Revocations, 'giveBack'>
  agents: AgentFinder
  audit: Audit
}

/** A browser that came back from a provider. */
export interface Returned {
  session: Session
  provider: Provider
  attempt: Attempt
  /** The redirect URI with the provider's parameters. */
  callback: URL
  state: string
}

/**
 * Turns the provider's answer into a grant, or into the reason why there is none. Never throws because of the provider.
 */
export async function finishAttempt(parts: CallbackParts, app: App, returned: Returned): Promise<void> {
  const { session, provider, attempt } = returned
  const event = sessionEvent(session, {
    action: 'connect',
    provider: provider.id,
    startedAt: parts.now(),
  })
  try {
    const delegation = await delegationFor(parts, app, session)
    const outcome =
      delegation !== null && 'error' in delegation
        ? delegation
        : await exchangeAndConnect(parts, returned, delegation)
    if ('id' in outcome) {
      const given = delegation !== null && 'id' in delegation ? delegation.id : undefined
      parts.audit.record({ ...event, grant: outcome.id, delegation: given, outcome: 'ok' })
    } else {
      parts.audit.record({ ...event, grant: null, outcome: 'denied', detail: outcome.error })
      await refuse(parts, session.id, outcome)
    }
  } catch (error) {
    const refusal = refusalFor(error, app, returned)
    logFailure(parts, 'an authorization failed', error, {
      place: `${app.id} ${provider.id}`,
      fields: attempt.fields,
      provider: provider.id,
      session: session.id,
      reason: refusal.description,
    })
    const outcome = refusal.error === 'access_denied' ? 'denied' : 'failed'
    // This comes first, because the session may be gone together with its user.
    parts.audit.record({ ...event, grant: null, outcome, detail: refusal.error })
    await refuse(parts, session.id, refusal)
  } finally {
    await attempt.spend()
  }
}

/** Who sets up the vault sees this text first in their own app, so it says how to correct a setting. */
function refusalFor(error: unknown, app: App, { provider, callback }: Returned): Refusal {
  if (!(error instanceof ProviderFailure)) {
    return { error: 'provider_error', description: 'The connection could not be stored. Try again.' }
  }
  const redirectUri = callback.origin + callback.pathname
  const place = { appId: app.id, providerId: provider.id, redirectUri }
  return { error: error.code, description: describeFailure(error, place) }
}

/** What the user allowed the session's agent; a refusal when the agent was deleted meanwhile. */
async function delegationFor(
  { agents }: CallbackParts,
  app: App,
  { agentId }: Session,
): Promise<Answered['delegation'] | Refusal> {
  if (agentId === null) return null
  const agent = await agents.find(app, agentId)
  if (agent !== null && agent.status !== 'revoked') return { id: randomUUID(), agent }
  return {
    error: 'provider_error',
    description: 'The agent that asked to use the account was deleted in the meantime.',
  }
}

async function exchangeAndConnect(
  parts: CallbackParts,
  { session, provider: plain, attempt, callback, state }: Returned,
  delegation: Answered['delegation'],
): Promise<StoredGrant | Refusal> {
  const ignored = ignoredIssuer(plain, callback)
  if (ignored !== null) {
    parts.log.info(
      { provider: plain.id, session: session.id, iss: printable(ignored) },
      'the provider named an issuer, but its settings have none to compare it with',
    )
  }
  const brought = { ...attempt.fields, ...learnFromCallback(plain, callback) }
  const asked = fillProvider(plain, brought)
  const tokens = await exchangeCode(asked, await parts.clients(asked), callback, { ...attempt, state })
  const provider = fillProvider(plain, { ...brought, ...learnValues(plain, tokens.extra) })
  const client = await parts.clients(provider)
  let account: Account | null = null
  let outcome: StoredGrant | Refusal | null = null
  try {
    account = await identifyAccount(provider, client, parts.outbound, tokens)
    outcome = await connect(parts, { session, provider, account, tokens, attempt, delegation })
    return outcome
  } finally {
    // Tokens that were not stored must not stay valid at the provider.
    if (outcome === null || 'error' in outcome) {
      const holder = { accountId: account?.id ?? null, grantId: '' }
      await parts.revocations.giveBack(session.appId, provider, tokens, holder)
    }
  }
}

function refuse({ sessions }: CallbackParts, id: string, { error, description }: Refusal): Promise<unknown> {
  return sessions.change(id, (session) => (hasEnded(session) ? null : refused(session, error, description)))
}
