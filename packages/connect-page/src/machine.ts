import type { PageSession, ProviderInfo } from '@alter/protocol'
import {
  isPicker,
  isWithUser,
  providerOf,
  type Arrival,
  type Event,
  type State,
  type Visit,
} from './state.ts'
import { endsSession, isPassing, type Trouble } from './trouble.ts'

/** The next state. An event that makes no sense in a state changes nothing. */
export function transition(state: State, event: Event): State {
  switch (event.type) {
    case 'session':
      return settle(state, event)
    case 'refused':
      return refuse(state, event.trouble)
    case 'welcomed':
      return welcome(state)
    case 'ignored':
      return state.status === 'greeting' ? askUser(state.visit) : state
    case 'attention':
      return (state.status === 'confirm' || state.status === 'consent') && state.guard !== event.guard
        ? { ...state, guard: event.guard }
        : state
    case 'continue':
      if (state.status === 'consent' && state.guard === 'open') return agree(state)
      return state.status === 'confirm' && state.guard === 'open' ? proceed(state.visit) : state
    case 'tighten':
      return state.status === 'consent'
        ? { ...state, visit: { ...state.visit, tightening: event.tightening } }
        : state
    case 'pick':
      return state.status === 'consent' ? { ...state, account: event.account } : state
    case 'give':
      return state.status === 'choose' ? give(state, event.account) : state
    case 'choose': {
      if (state.status !== 'choose') return state
      const provider = state.visit.session.providers.find(({ id }) => id === event.provider)
      return provider === undefined ? state : begin(state.visit, provider)
    }
    case 'submit':
      return state.status === 'fields'
        ? { status: 'leaving', visit: state.visit, provider: state.provider, fields: event.fields }
        : state
    case 'authorized':
      return state.status === 'leaving'
        ? { status: 'away', visit: state.visit, provider: state.provider, url: event.url }
        : state
    case 'back':
      return state.status === 'fields' && isPicker(state.visit)
        ? { status: 'choose', visit: state.visit }
        : state
    case 'done':
      return state.status === 'choose' && state.visit.session.grants.length > 0
        ? { status: 'finishing', visit: state.visit }
        : state
    case 'cancel':
      if (state.status === 'stuck' && state.visit !== undefined) {
        return { status: 'cancelling', visit: state.visit }
      }
      return isWithUser(state) ? { status: 'cancelling', visit: state.visit } : state
    case 'cancelled':
      return state.status === 'cancelling' ? { status: 'cancelled', visit: state.visit } : state
    case 'retry':
      return state.status === 'stuck' && state.again !== undefined ? state.again : state
    case 'stale':
      break
  }
  return ask(state)
}

function ask(state: State): State {
  // An attempt that waits for *Try again* is as old as one that runs.
  const asked = state.status === 'stuck' ? (state.again ?? state) : state
  if (!isWithUser(asked) && asked.status !== 'leaving' && asked.status !== 'away') return state
  return returnTo(asked.visit)
}

function returnTo(visit: Visit): State {
  return { status: 'starting', arrival: 'return', ticket: { session: visit.session.session_id }, visit }
}

function settle(state: State, { session, opener }: Extract<Event, { type: 'session' }>): State {
  if (!['starting', 'delegating', 'finishing', 'cancelling'].includes(state.status)) return state
  const before = 'visit' in state ? state.visit : undefined
  const visit: Visit = {
    session,
    welcomed: before?.welcomed ?? false,
    tightening: before?.tightening ?? session.agent?.tightening ?? {},
  }
  switch (session.status) {
    case 'completed':
      return leaveFor(visit) ?? { status: 'connected', visit }
    case 'cancelled':
      return leaveFor(visit) ?? { status: 'cancelled', visit }
    case 'failed':
    case 'expired':
      return leaveFor(visit) ?? { status: 'stuck', visit, trouble: failure(session) }
    case 'pending':
    case 'open':
    case 'authorizing':
      break
  }
  return open(visit, state.status === 'starting' ? state.arrival : 'return', opener)
}

/** A user who has been at a provider in this session has confirmed it already, and is not asked twice. */
function open(visit: Visit, arrival: Arrival, opener: 'present' | 'absent'): State {
  const { grants, error, status } = visit.session
  const attempted = grants.length > 0 || error !== undefined || status === 'authorizing'
  if (isPicker(visit) && attempted && arrival !== 'link') return { status: 'choose', visit }
  // The user came back from the only provider. Going on at once would send the user right back there.
  if (arrival !== 'link' || opener === 'absent') return askUser(visit)
  return { status: 'greeting', visit }
}

/** Asks what only the user can answer: whether they meant this, or whether an agent may use an account. */
function askUser(visit: Visit): State {
  const { agent, providers } = visit.session
  if (agent === undefined) return { status: 'confirm', visit, guard: 'closed' }
  const [only] = isPicker(visit) ? [] : providers
  const [first] = only === undefined ? [] : (agent.accounts[only.id] ?? [])
  return { status: 'consent', visit, guard: 'closed', account: first?.grant_id ?? null }
}

function agree(state: Extract<State, { status: 'consent' }>): State {
  return state.account === null ? proceed(state.visit) : give(state, state.account)
}

function give(state: Extract<State, { status: 'consent' | 'choose' }>, account: string): State {
  const provider = providerOf(state.visit, account)
  return provider === undefined
    ? state
    : { status: 'delegating', visit: state.visit, provider, grant: account }
}

function leaveFor(visit: Visit): State | undefined {
  const { delivery, return_url: url } = visit.session
  return delivery === 'redirect' && url !== undefined ? { status: 'returning', visit, url } : undefined
}

function failure({ status, error, error_description }: PageSession): Trouble {
  const code = error ?? (status === 'expired' ? 'session_expired' : 'provider_error')
  return error_description === undefined ? { code } : { code, description: error_description }
}

function refuse(state: State, trouble: Trouble): State {
  if (state.status === 'leaving' && state.provider.fields.some(({ name }) => name === trouble.field)) {
    return { status: 'fields', visit: state.visit, provider: state.provider, refused: trouble }
  }
  if (state.status === 'leaving' && trouble.code === 'provider_misconfigured') {
    // The session keeps the refusal: for one provider it ends the flow, for several it is a notice.
    return returnTo(state.visit)
  }
  const visit = 'visit' in state ? state.visit : undefined
  if (state.status === 'delegating' && trouble.code === 'session_ended') {
    // An earlier attempt may have ended it, whose answer was lost. The vault knows how.
    return returnTo(state.visit)
  }
  if (state.status === 'delegating' && trouble.code === 'account_gone') {
    // The vault knows the present accounts.
    return { status: 'stuck', trouble, visit: state.visit, again: returnTo(state.visit) }
  }
  const again = wayOn(state, trouble)
  return { status: 'stuck', trouble, ...(visit !== undefined && { visit }), ...(again && { again }) }
}

/** Where the user can go on; `undefined` when the flow has failed. */
function wayOn(state: State, trouble: Trouble): State | undefined {
  if (isPassing(trouble)) return state
  if (state.status !== 'leaving') return undefined
  // The browser has not left yet, so another attempt may reach the provider.
  if (trouble.code === 'provider_unreachable') return state
  // The other providers can still be chosen, and connections that were made stay.
  return isPicker(state.visit) && !endsSession(trouble) ? returnTo(state.visit) : undefined
}

function welcome(state: State): State {
  if (!isWithUser(state) || state.visit.welcomed) return state
  const visit: Visit = { ...state.visit, welcomed: true }
  if (state.status !== 'greeting') return { ...state, visit }
  return visit.session.agent === undefined ? proceed(visit) : askUser(visit)
}

function proceed(visit: Visit): State {
  const [first] = visit.session.providers
  if (first === undefined) return { status: 'stuck', visit, trouble: { code: 'no_provider' } }
  return isPicker(visit) ? { status: 'choose', visit } : begin(visit, first)
}

function begin(visit: Visit, provider: ProviderInfo): State {
  return provider.fields.length > 0
    ? { status: 'fields', visit, provider }
    : { status: 'leaving', visit, provider }
}
