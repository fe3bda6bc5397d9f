import type { PageSession } from '@alter/protocol'
import type { Event, State } from './state.ts'
import { openerChannel } from './opener.ts'
import { nothing, type Cleanup, type Platform } from './platform.ts'
import { en } from '@alter/connect/languages/en/window'
import { troubleText } from './words.ts'
import { isWebAddress, type Answer, type VaultClient } from './vault.ts'

/** How long the opener has for its answer. Milliseconds. */
const WELCOME_WITHIN = 1000
/** How long the user must have seen the page before *Continue* works. Milliseconds. */
const ATTENTION_FOR = 500
/**
 * How long the user waits for the vault before the page says so. Milliseconds. By default the vault waits less than that
 * for a provider; `provider_timeout` may be longer.
 */
const ANSWER_WITHIN = 45_000
/** How long the outcome is shown if the opener does not close the window. Milliseconds. */
const CLOSE_AFTER = 1500

export interface Surroundings {
  platform: Platform
  vault: VaultClient
  /** Resolves once the page speaks the language of the session, or that of the browser. */
  speak: (locale: string | undefined) => Promise<void>
  /** Does nothing once the state has been left, unless the user may return to it by *Try again*. */
  send: (event: Event) => void
  /** Whether {@link Surroundings.send} would still pass on an answer that brings the user further. */
  counts: () => boolean
}

/** Starts what belongs to a state; the cleanup runs when the state is left. */
export function effect(state: State, surroundings: Surroundings): Cleanup {
  const { platform, send } = surroundings
  switch (state.status) {
    case 'starting':
      void start(state, surroundings)
      return nothing
    case 'greeting':
      return platform.after(WELCOME_WITHIN, () => send({ type: 'ignored' }))
    case 'confirm':
    case 'consent':
      return watchAttention(surroundings)
    case 'choose':
    case 'fields':
      return nothing
    case 'cancelled':
      platform.close()
      return nothing
    case 'leaving':
      void authorize(state, surroundings)
      return nothing
    case 'away':
      openerChannel(platform, state.visit.session).event('authorization_started', state.provider.id)
      platform.navigate(state.url, 'add')
      return nothing
    case 'delegating':
      void delegate(state, surroundings)
      return nothing
    case 'finishing':
      void finish(state, surroundings)
      return nothing
    case 'cancelling':
      void cancel(state.visit.session, surroundings)
      return nothing
    case 'connected':
      return showOutcome(state.visit.session, platform)
    case 'returning':
      if (isWebAddress(state.url)) platform.navigate(state.url, 'replace')
      return nothing
    case 'stuck':
      break
  }
  return tellTrouble(state, surroundings)
}

type In<Status extends State['status']> = Extract<State, { status: Status }>

function applyAnswer(answer: Answer<PageSession>, platform: Platform): Event {
  return answer.status === 'refused'
    ? { type: 'refused', trouble: answer.trouble }
    : { type: 'session', session: answer.value, opener: platform.opener() === null ? 'absent' : 'present' }
}

const NO_ANSWER: Event = { type: 'refused', trouble: { code: 'unreachable' } }

/**
 * Says so when an answer takes long: on a dead connection it never comes, and nobody could go on. It still counts when
 * it comes later.
 */
async function inTime<Value>(
  asked: Promise<Value>,
  late: Event,
  { platform, send }: Pick<Surroundings, 'platform' | 'send'>,
): Promise<Value> {
  const stopWaiting = platform.after(ANSWER_WITHIN, () => send(late))
  const answer = await asked
  stopWaiting()
  return answer
}

async function start(
  { ticket, arrival }: In<'starting'>,
  { platform, vault, speak, send, counts }: Surroundings,
): Promise<void> {
  async function ask(): Promise<Answer<PageSession>> {
    const asked = 'token' in ticket ? vault.start(ticket.token, ticket.landing) : vault.ask(ticket.session)
    const answer = await asked
    await speak(answer.status === 'given' ? answer.value.locale : undefined)
    return answer
  }
  const answer = await inTime(ask(), NO_ANSWER, { platform, send })
  if (answer.status === 'given' && counts()) {
    const { status, grants, error } = answer.value
    const opener = openerChannel(platform, answer.value)
    if (arrival === 'link') opener.event('page_loaded')
    const connected = grants.at(-1)
    if (arrival === 'outcome' && connected !== undefined && error === undefined) {
      opener.event('authorization_completed', connected.provider)
    }
    if (['pending', 'open', 'authorizing'].includes(status)) opener.hello()
  }
  send(applyAnswer(answer, platform))
}

/** Opens the guard after the user has looked at the page for a while, and closes it when the user turns away. */
function watchAttention({ platform, send }: Surroundings): Cleanup {
  let stopWaiting = nothing
  const stopWatching = platform.onAttention((attended) => {
    stopWaiting()
    stopWaiting = nothing
    if (attended)
      stopWaiting = platform.after(ATTENTION_FOR, () => send({ type: 'attention', guard: 'open' }))
    else send({ type: 'attention', guard: 'closed' })
  })
  return () => {
    stopWatching()
    stopWaiting()
  }
}

async function authorize(
  { visit, provider, fields }: In<'leaving'>,
  { platform, vault, send }: Surroundings,
): Promise<void> {
  openerChannel(platform, visit.session).event('provider_selected', provider.id)
  const asked = vault.authorize({
    session_id: visit.session.session_id,
    provider: provider.id,
    ...(fields !== undefined && { fields }),
    ...(visit.welcomed && { welcomed: true }),
    ...(visit.session.agent !== undefined && { tightening: visit.tightening }),
  })
  const answer = await inTime(asked, NO_ANSWER, { platform, send })
  send(
    answer.status === 'given'
      ? { type: 'authorized', url: answer.value }
      : { type: 'refused', trouble: answer.trouble },
  )
}

async function delegate(
  { visit: { session, tightening }, provider, grant }: In<'delegating'>,
  { platform, vault, send, counts }: Surroundings,
): Promise<void> {
  const opener = openerChannel(platform, session)
  opener.event('provider_selected', provider.id)
  const asked = vault.delegate({ session_id: session.session_id, grant_id: grant, tightening })
  const answer = await inTime(asked, NO_ANSWER, { platform, send })
  if (answer.status === 'given' && counts()) opener.event('authorization_completed', provider.id)
  send(applyAnswer(answer, platform))
}

async function finish(
  { visit: { session } }: In<'finishing'>,
  { platform, vault, send }: Surroundings,
): Promise<void> {
  const answer = await inTime(vault.complete(session.session_id), NO_ANSWER, { platform, send })
  send(applyAnswer(answer, platform))
}

async function cancel(
  { session_id, delivery }: PageSession,
  { platform, vault, send }: Surroundings,
): Promise<void> {
  async function leave(): Promise<Event> {
    await vault.cancel(session_id)
    // Only the vault knows the address to which the app wants its user back.
    const answer = delivery === 'redirect' ? await vault.ask(session_id) : undefined
    return answer?.status === 'given' ? applyAnswer(answer, platform) : { type: 'cancelled' }
  }
  send(await inTime(leave(), { type: 'cancelled' }, { platform, send }))
}

function showOutcome(session: PageSession, platform: Platform): Cleanup {
  openerChannel(platform, session).success()
  // A user who came from a terminal has no other place to read the outcome.
  if (session.delivery === 'poll') return nothing
  if (platform.opener() !== null) return platform.after(CLOSE_AFTER, () => platform.close())
  platform.close()
  return nothing
}

function tellTrouble({ trouble, visit, again }: In<'stuck'>, { platform, send }: Surroundings): Cleanup {
  if (visit !== undefined && again === undefined) {
    // For the app's developer, like the vault's own description.
    const { reason } = troubleText(en, trouble, visit.session)
    openerChannel(platform, visit.session).error(trouble.code, trouble.description ?? reason)
  }
  return again !== undefined && trouble.code === 'offline'
    ? platform.onOnline(() => send({ type: 'retry' }))
    : nothing
}
