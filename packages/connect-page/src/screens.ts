import type { Connection, ProviderInfo } from '@alter/protocol'
import { element, icon } from './element.ts'
import { fieldsForm } from './form.ts'
import { cancelled, connected, stuck, waiting } from './endings.ts'
import { isPicker, type State } from './state.ts'
import { actions, facts, lead, logo, pair, primary, secondary, skeleton, title } from './parts.ts'
import type { Controls, In, Screen } from './screen.ts'
import { TEXT } from './text.ts'

export function screenOf(state: State, controls: Controls): Screen {
  switch (state.status) {
    case 'starting':
    case 'greeting':
      return { parts: skeleton(), announcement: TEXT.loading }
    case 'confirm':
      return confirm(state, controls)
    case 'choose':
      return choose(state, controls)
    case 'fields':
      return fields(state, controls)
    case 'leaving':
    case 'away':
      return waiting(
        state,
        state.provider,
        TEXT.leavingTitle(state.provider),
        TEXT.leavingLead(state.visit.session),
      )
    case 'finishing':
      return waiting(state, undefined, TEXT.finishing)
    case 'cancelling':
      return waiting(state, undefined, TEXT.cancelling)
    case 'returning':
      return waiting(state, undefined, TEXT.returning(state.visit.session))
    case 'connected':
      return connected(state, controls)
    case 'cancelled':
      return cancelled(state, controls)
    case 'stuck':
      break
  }
  return stuck(state, controls)
}

function confirm({ visit: { session } }: In<'confirm'>, { send }: Controls): Screen {
  const go = primary(TEXT.continue, () => send({ type: 'continue' }))
  go.disabled = true
  const [only, ...others] = session.providers
  return {
    parts: [
      pair(session.app.name, others.length === 0 ? only : undefined, 'still'),
      title(TEXT.confirmTitle(session)),
      facts([
        [TEXT.app, session.app.name],
        [TEXT.user, session.user_label],
        [TEXT.provider, TEXT.confirmProvider(session)],
      ]),
      lead(TEXT.confirmLead(session)),
      element('p', { class: 'note' }, TEXT.confirmNote(session)),
      actions(
        go,
        secondary(TEXT.cancel, () => send({ type: 'cancel' })),
      ),
    ],
    update(state) {
      if (state.status === 'confirm') go.disabled = state.guard === 'closed'
    },
  }
}

function choose({ visit: { session } }: In<'choose'>, { send }: Controls): Screen {
  const { grants, providers, error } = session
  const none = grants.length === 0
  function row(provider: ProviderInfo): HTMLElement {
    return element(
      'li',
      {},
      element(
        'button',
        { type: 'button', class: 'row', on: () => send({ type: 'choose', provider: provider.id }) },
        logo(provider),
        element('span', { class: 'name' }, provider.name, held(provider, grants)),
        icon('chevron'),
      ),
    )
  }
  return {
    parts: [
      pair(session.app.name, undefined, 'still'),
      title(TEXT.chooseTitle(session)),
      lead(none ? TEXT.chooseLead(session) : TEXT.chooseMore(session)),
      ...(error === undefined ? [] : [notice(TEXT.chooseAgain(TEXT.trouble(error, session.app.name).title))]),
      element('ul', { class: 'rows' }, ...providers.map(row)),
      actions(
        none
          ? secondary(TEXT.cancel, () => send({ type: 'cancel' }))
          : primary(TEXT.done, () => send({ type: 'done' })),
      ),
    ],
  }
}

function held({ id }: ProviderInfo, grants: Connection[]): HTMLElement {
  const accounts = grants.filter(({ provider }) => provider === id).map((grant) => grant.account_identifier)
  return element(
    'small',
    accounts.length > 0 ? { class: 'held' } : {},
    accounts.length > 0 ? TEXT.connectedAs(accounts) : TEXT.notConnected,
  )
}

function notice(text: string): HTMLElement {
  return element('p', { class: 'notice', role: 'alert' }, icon('alert'), element('span', {}, text))
}

function fields({ visit, provider, refused }: In<'fields'>, { send }: Controls): Screen {
  const leave = isPicker(visit)
    ? secondary(TEXT.back, () => send({ type: 'back' }))
    : secondary(TEXT.cancel, () => send({ type: 'cancel' }))
  const go = element('button', { type: 'submit', class: 'primary' }, TEXT.continue)
  return {
    parts: [
      pair(visit.session.app.name, provider, 'still'),
      title(TEXT.fieldsTitle(provider)),
      lead(TEXT.fieldsLead(provider)),
      fieldsForm(provider, refused, actions(go, leave), (answers) =>
        send({ type: 'submit', fields: answers }),
      ),
    ],
  }
}
