import { askedCard, brandLinks, endNote, question } from './asked.ts'
import { choose } from './chooser.ts'
import { consent } from './consent.ts'
import { element } from './element.ts'
import { cancelled, connected, stuck, waiting } from './endings.ts'
import { fieldsForm } from './form.ts'
import {
  actions,
  bar,
  createGuard,
  lead,
  pair,
  primary,
  secondary,
  skeleton,
  title,
  unknownPair,
} from './parts.ts'
import type { Controls, In, Screen } from './screen.ts'
import { isPicker, type State } from './state.ts'
import { fill } from '@alter/connect/languages/sentences'
import { isolated } from './words.ts'

export function screenOf(state: State, controls: Controls): Screen {
  const { texts } = controls
  switch (state.status) {
    case 'starting':
      return { parts: skeleton(texts, unknownPair()), announcement: texts.loading }
    case 'greeting':
      return greeting(state, controls)
    case 'confirm':
      return confirm(state, controls)
    case 'consent': {
      const { agent } = state.visit.session
      if (agent !== undefined) return consent(state, agent, controls)
      return greeting(state, controls)
    }
    case 'choose':
      return choose(state, controls)
    case 'fields':
      return fields(state, controls)
    case 'leaving':
    case 'away': {
      const values = { provider: state.provider.name, app: state.visit.session.app.name }
      return waiting(state, state.provider, fill(texts.leavingTitle, values), fill(texts.leavingLead, values))
    }
    case 'delegating': {
      const name = state.visit.session.agent?.display_name ?? ''
      return waiting(state, state.provider, fill(texts.delegating, { agent: isolated(name) }))
    }
    case 'finishing':
      return waiting(state, undefined, texts.finishing)
    case 'cancelling':
      return waiting(state, undefined, texts.cancelling)
    case 'returning':
      return waiting(state, undefined, fill(texts.returning, { app: state.visit.session.app.name }))
    case 'connected':
      return connected(state, controls)
    case 'cancelled':
      return cancelled(state, controls)
    case 'stuck':
      break
  }
  return stuck(state, controls)
}

/**
 * Names the app as soon as it is known, before the opener has answered. The question is shown too if every answer of
 * the opener leads to it.
 */
function greeting({ visit }: In<'greeting' | 'consent'>, { texts }: Controls): Screen {
  const { app, agent, providers } = visit.session
  const isAsked = isPicker(visit) || agent !== undefined
  const tiles = pair(app, isPicker(visit) ? undefined : providers[0], 'moving')
  return {
    parts: isAsked ? [tiles, title(question(texts, visit.session)), bar()] : skeleton(texts, tiles),
    announcement: texts.loading,
  }
}

function confirm({ visit: { session } }: In<'confirm'>, { send, texts }: Controls): Screen {
  const go = primary(texts.continue, () => send({ type: 'continue' }))
  const guard = createGuard(go)
  const { app, providers } = session
  const [only, ...others] = providers
  const single = others.length === 0 ? only : undefined
  const values = { app: app.name, provider: single?.name ?? '' }
  return {
    parts: [
      pair(app, single, 'still'),
      title(question(texts, session)),
      askedCard(texts, session),
      lead(fill(texts.started, values)),
      endNote(texts, session, fill(single === undefined ? texts.signInMany : texts.signIn, values)),
      ...brandLinks(texts, session),
      actions(
        go,
        secondary(texts.cancel, () => send({ type: 'cancel' })),
      ),
    ],
    update(state) {
      if (state.status === 'confirm') guard(state.guard === 'open')
    },
  }
}

function fields({ visit, provider, refused }: In<'fields'>, { send, texts }: Controls): Screen {
  const leave = isPicker(visit)
    ? secondary(texts.back, () => send({ type: 'back' }))
    : secondary(texts.cancel, () => send({ type: 'cancel' }))
  const go = element('button', { type: 'submit', class: 'primary' }, texts.continue)
  const values = { provider: provider.name }
  return {
    parts: [
      pair(visit.session.app, provider, 'still'),
      title(fill(texts.fieldsTitle, values)),
      lead(fill(texts.fieldsLead, values)),
      fieldsForm(texts, { provider, refused, footer: actions(go, leave) }, (answers) =>
        send({ type: 'submit', fields: answers }),
      ),
    ],
  }
}
