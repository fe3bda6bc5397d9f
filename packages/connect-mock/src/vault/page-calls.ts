import type { AuthorizeResponse, Landing, PageSession, SessionResult, Tightening } from '@alter/protocol'
import { hasEnded, sessionResult } from '@alter/protocol/rules'
import { MockProblem } from '../problem.ts'
import { randomText } from '../random.ts'
import { type MockProvider, providerNamed } from '../world/provider.ts'
import { nowIn, type MockState } from '../world/state.ts'
import { assertBrowser, byPage, type SessionProof } from './access.ts'
import { checkTightening, delegate, givenGrant } from './agent.ts'
import { accountNamed, connectionOf, endedProblem, missingScopes, statusOf } from './grants.ts'
import { assertLive, beginAuthorization, complete, connected, leave, startSession } from './session.ts'
import { pageView } from './view.ts'

export function start(state: MockState, proof: SessionProof, landing: Landing | undefined): PageSession {
  const session = byPage(state, proof)
  if ('token' in proof) assertLive(session)
  if (session.status === 'pending') startSession(state, session, proof.browser ?? '', landing)
  else assertBrowser(session, proof)
  return pageView(state, session)
}

/** @param fields answers to the provider's questions */
export function authorize(
  state: MockState,
  proof: SessionProof,
  id: string,
  { fields, tightening }: { fields: Record<string, string>; tightening: Tightening | undefined },
): AuthorizeResponse {
  const session = byPage(state, proof)
  assertLive(session)
  assertBrowser(session, proof)
  const chosen = checkTightening(state, session, tightening)
  const authorization = randomText('base64url', 32)
  const provider = providerNamed(state, id, 'provider')
  if (!session.providers.some((allowed) => allowed.id === id))
    throw new MockProblem(
      'invalid_request',
      `provider: this session allows ${session.providers.map((each) => each.id).join(', ')}.`,
      { field: 'provider' },
    )
  assertAnswered(provider, fields)
  beginAuthorization(state, session, provider.id, authorization, chosen)
  const url = new URL(session.page)
  url.searchParams.set('provider', provider.id)
  url.searchParams.set('state', authorization)
  return { authorization_url: url.href }
}

/** Gives an existing account of the user to the session's agent. */
export function give(state: MockState, proof: SessionProof, id: string, tightening: Tightening): PageSession {
  const session = byPage(state, proof)
  assertLive(session)
  assertBrowser(session, proof)
  const grant = givenGrant(state, session, id)
  const chosen = checkTightening(state, session, tightening) ?? {}
  session.tightening = chosen
  if (statusOf(state, grant) !== 'active') throw endedProblem(state, grant)
  const missing_scopes = missingScopes(state, grant)
  if (missing_scopes.length > 0) {
    const detail = `This account lacks permissions that the app needs: ${missing_scopes.join(', ')}. Authorize it again.`
    throw new MockProblem('scope_reauth_required', detail, {
      missing_scopes,
      grant_id: grant.grant_id,
      provider: grant.provider,
    })
  }
  const account = accountNamed(providerNamed(state, grant.provider, 'grant_id'), grant.account_identifier)
  const connection = connectionOf(state, grant, account, 'reauth')
  connected(state, session, { ...connection, ...delegate(state, session, grant, chosen) })
  return pageView(state, session)
}

/** Ends the session, because the user is done. */
export function finish(state: MockState, proof: SessionProof): PageSession {
  const session = byPage(state, proof)
  assertBrowser(session, proof)
  if (session.status === 'completed') return pageView(state, session)
  assertLive(session)
  if (session.grants.length === 0)
    throw new MockProblem('invalid_request', 'Nothing is connected yet: connect an account, or cancel.')
  complete(session)
  return pageView(state, session)
}

/** Answers the Connect page if the request has a session id, otherwise the widget. */
export function cancel(state: MockState, proof: SessionProof): PageSession | SessionResult {
  const session = byPage(state, proof)
  if (!hasEnded(session)) leave(session)
  return 'id' in proof ? pageView(state, session) : sessionResult(session, nowIn(state))
}

function assertAnswered({ name, fields }: MockProvider, answers: Record<string, string>): void {
  for (const { name: field, label, pattern = '.+', placeholder } of fields) {
    if (new RegExp(`^(?:${pattern})$`, 'u').test(answers[field] ?? '')) continue
    const example = placeholder === undefined ? '' : `, such as ${placeholder}`
    throw new MockProblem(
      'invalid_request',
      `${field}: missing or not valid. ${name} needs: ${label}${example}.`,
      { field },
    )
  }
}
