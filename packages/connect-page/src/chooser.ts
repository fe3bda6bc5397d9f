import type { Connection, ProviderInfo } from '@alter/protocol'
import { permissionLine, question } from './asked.ts'
import { element, icon } from './element.ts'
import { actions, lead, logo, pair, primary, secondary, title } from './parts.ts'
import type { Controls, In, Screen } from './screen.ts'
import type { Texts } from '@alter/connect/languages/window-texts'
import { allOf, fill } from '@alter/connect/languages/sentences'
import { sentences, troubleText } from './words.ts'

/** With more rows than this, there is a search field. */
const FILTERED_FROM = 8

export function choose({ visit: { session } }: In<'choose'>, { send, texts }: Controls): Screen {
  const { app, agent, grants, providers, error, user_label } = session
  const none = grants.length === 0
  const values = { app: app.name, user: user_label }
  const rows = providers.flatMap((provider) => {
    const had = (agent?.accounts[provider.id] ?? []).filter(({ grant_id }) => !isGiven(grants, grant_id))
    return [
      ...had.map(({ grant_id, account_identifier }) => ({
        provider,
        row: rowOf(
          provider,
          [
            element('bdi', {}, account_identifier),
            element('small', {}, `${provider.name} · ${texts.alreadyConnected}`),
          ],
          () => send({ type: 'give', account: grant_id }),
        ),
      })),
      {
        provider,
        row: rowOf(
          provider,
          [
            had.length === 0 ? provider.name : fill(texts.anotherAccount, { provider: provider.name }),
            held(texts, provider, grants),
          ],
          () => send({ type: 'choose', provider: provider.id }),
        ),
      },
    ]
  })
  const reason = error === undefined ? undefined : troubleText(texts, { code: error }, session).reason
  return {
    parts: [
      pair(app, undefined, 'still'),
      title(question(texts, session)),
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

function isGiven(grants: Connection[], grant: string): boolean {
  return grants.some(({ grant_id, delegation }) => grant_id === grant && delegation !== undefined)
}

function rowOf(provider: ProviderInfo, name: (Node | string)[], on: () => void): HTMLElement {
  return element(
    'li',
    {},
    element(
      'button',
      { type: 'button', class: 'row', on },
      logo(provider),
      element('span', { class: 'name' }, ...name),
      icon('chevron'),
    ),
  )
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
    none.textContent = rows.every(({ row }) => row.hidden)
      ? fill(texts.filterNone, { query: input.value.trim() })
      : ''
  })
  return element('div', {}, input, none)
}

function notice(text: string): HTMLElement {
  return element('p', { class: 'notice', role: 'alert' }, icon('alert'), element('span', {}, text))
}
