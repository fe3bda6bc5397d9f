import type { CreateSessionResponse } from '@alter/protocol'
import { MockProblem } from '../problem.ts'
import { randomText } from '../random.ts'
import { providerInfo, providerNamed, providersIn, type MockProvider } from '../world/provider.ts'
import { nowIn, type MockState } from '../world/state.ts'
import { agentAskedFor } from './agent.ts'
import { ownGrant } from './grants.ts'

/** Life of a session. Seconds. */
const SESSION_TTL = 600

/** A session request of the app's own backend. */
export interface MintRequest {
  provider?: string
  grant_id?: string
  account_hint?: string
  return_url?: string
  locale?: string
  agent?: string
}

/** Addresses of the app and of its Connect page. */
export interface Place {
  origin: string
  page: string
}

export function mintSession(state: MockState, request: MintRequest, place: Place): CreateSessionResponse {
  const { provider, grant_id, account_hint, return_url, locale } = request
  const agent = request.agent === undefined ? undefined : agentAskedFor(state, request.agent)
  const asked = provider === undefined ? undefined : providerNamed(state, provider, 'allowed_providers')
  const grant = grant_id === undefined ? undefined : ownGrant(state, grant_id)
  const providers = choose(state, asked, grant?.provider)
  const hint = account_hint ?? grant?.account_identifier
  const id = randomText('hex', 16)
  const createdAt = nowIn(state)
  const token = `alter_cs_${id}_${randomText('base64url', 32)}`
  state.sessions.push({
    id,
    token,
    status: 'pending',
    delivery: 'popup',
    allowedOrigin: place.origin,
    returnUrl: return_url ?? `${place.origin}/`,
    shortReturn: false,
    page: place.page,
    providers: providers.map((each) => providerInfo(each, new URL(place.page).origin)),
    ...(grant !== undefined && { grantId: grant.grant_id }),
    ...(hint !== undefined && { accountHint: hint }),
    ...(locale !== undefined && { locale }),
    ...(agent !== undefined && { agent: agent.name }),
    attempts: [],
    grants: [],
    events: [],
    error: null,
    errorDescription: null,
    createdAt,
    expiresAt: createdAt + SESSION_TTL * 1000,
    version: 0,
  })
  return {
    session_token: token,
    connect_url: `${place.page}#session=${token}`,
    expires_in: SESSION_TTL,
    session_id: id,
  }
}

function choose(
  state: MockState,
  asked: MockProvider | undefined,
  ofGrant: string | undefined,
): MockProvider[] {
  if (ofGrant === undefined) return asked === undefined ? providersIn(state) : [asked]
  if (asked !== undefined && asked.id !== ofGrant) {
    throw new MockProblem('invalid_request', `allowed_providers: the grant belongs to ${ofGrant}.`, {
      field: 'allowed_providers',
    })
  }
  return [providerNamed(state, ofGrant, 'grant_id')]
}
