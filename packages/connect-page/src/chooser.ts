import type { Connection, ProviderInfo } from '@alter/protocol'
import { permissionLine } from './asked.ts'
import { element, icon } from './element.ts'
import { actions, lead, logo, pair, primary, secondary, title } from './parts.ts'
import type { Controls, In, Screen } from './screen.ts'
import type { Texts } from './texts.ts'
import { allOf, fill, sentences, troubleText } from './words.ts'

/** With more rows than this there is a field to find one. */
const FILTERED_FROM = 8

export function choose({ visit: { session } }: In<'choose'>, { send, texts }: Controls): Screen {
  const { app, grants, providers, error, user_label } = session
  const none = grants.length === 0
  const values = { app: app.name, user: user_label }
  const rows = providers.map((provider) => ({
    provider,
    row: element(
      'li',
      {},
      element(
        'button',
        { type: 'button', class: 'row', on: () => send({ type: 'choose', provider: provider.id }) },
        logo(provider),
        element('span', { class: 'name' }, provider.name, held(texts, provider, grants)),
        icon('chevron'),
      ),
    ),
  }))
  const reason = error === undefined ? undefined : troubleText(texts, { code: error }, session).reason
  return {
    parts: [
      pair(app, undefined, 'still'),
      title(fill(texts.chooseTitle, values)),
      lead(fill(none ? texts.chooseLead : texts.chooseMore, values)),
      ...(reason === undefined ? [] : [notice(sentences(texts, reason, texts.chooseAgain))]),
      ...(rows.length > FILTERED_FROM ? [filterField(texts, rows)] : []),
      element('ul', { class: 'rows' }, ...rows.map(({ row }) => row)),
      actions(
        none
          ? secondary(texts.cancel, () => send({ type: 'cancel' }))
          : primary(texts.done, () => send({ type: 'done' })),
      ),
    ],
  }
}

function held(texts: Texts, provider: ProviderInfo, grants: Connection[]): HTMLElement {
  const accounts = grants.filter((grant) => grant.provider === provider.id)
  if (accounts.length === 0) return permissionLine(texts, provider)
  const names = allOf(
    texts,
    accounts.map((grant) => grant.account_identifier),
  )
  return element('small', { class: 'held' }, fill(texts.connectedAs, { accounts: names }))
}

function filterField(texts: Texts, rows: { provider: ProviderInfo; row: HTMLElement }[]): HTMLElement {
  const input = element('input', {
    type: 'search',
    class: 'filter',
    'aria-label': texts.filter,
    placeholder: texts.filter,
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const none = element('p', { class: 'lead', role: 'status' })
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLocaleLowerCase()
    for (const { provider, row } of rows) row.hidden = !provider.name.toLocaleLowerCase().includes(wanted)
    none.textContent = rows.every(({ row }) => row.hidden) ? texts.filterNone : ''
  })
  return element('div', {}, input, none)
}

function notice(text: string): HTMLElement {
  return element('p', { class: 'notice', role: 'alert' }, icon('alert'), element('span', {}, text))
}
