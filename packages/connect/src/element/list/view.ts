import { isLong } from '../../accounts/groups.ts'
import type { RequestError } from '../../requests/request-error.ts'
import { wordsFor } from '../../words.ts'
import { h, type Child } from './pieces.ts'
import { action } from './action.ts'
import type { ViewModel } from './view-model.ts'
import { providerRow } from './provider-row.ts'

/** The user has to sign in: trying again would end the same. */
const SESSION_OVER = new Set(['user_token_required', 'invalid_user_token'])

/** The whole list, in each of its states. */
export function viewOf(model: ViewModel): Child {
  const { state, texts, message, note, parts } = model
  const groups = state.status === 'ready' ? state.groups : []
  const canSearch = isLong(groups)
  const shown = canSearch && parts ? parts.searchGroups(groups, model.query) : groups
  return h(
    'section',
    {
      part: 'accounts',
      'aria-label': texts.accounts,
      'aria-busy': String(state.status === 'loading'),
      tabindex: -1,
    },
    state.status === 'loading' && skeleton(model),
    state.status === 'error' && notice(model, state.error),
    state.status === 'ready' && state.stale && notice(model, state.stale),
    state.status === 'ready' &&
      groups.length === 0 &&
      h('slot', { key: 'empty', name: 'empty' }, h('p', { part: 'empty' }, texts.noProviders)),
    // Its provider has left the list together with its last account.
    note?.leftover && !shown.some(({ id }) => id === note.provider) && parts?.leftoverNote(model, note),
    canSearch && (parts?.filter(model, shown.length) ?? h('div', { key: 'filter', part: 'filter' })),
    shown.length > 0 &&
      h(
        'ul',
        { key: 'list', part: 'list' },
        shown.map((group) => providerRow(model, group)),
      ),
    h('span', { key: 'status', part: 'unseen', role: 'status' }, message),
  )
}

/** Says why the list could not be fetched, and tries again, or signs in. */
function notice(model: ViewModel, error: RequestError): Child {
  const { texts, signInUrl } = model
  const isOver = SESSION_OVER.has(error.code)
  return h(
    'div',
    { key: 'notice', part: 'notice', role: 'alert', 'data-code': error.code },
    h('p', {}, wordsFor(texts.requestErrors, error.code)),
    isOver
      ? signInUrl !== undefined &&
          h('a', { part: 'action', href: signInUrl, onclick: model.signIn }, texts.signIn)
      : action(texts.retry, model.retry),
  )
}

/** Holds the place of a list that is being fetched. */
function skeleton({ texts, rows }: ViewModel): Child {
  return [
    h('p', { key: 'loading', part: 'unseen' }, texts.loading),
    h(
      'slot',
      { key: 'skeleton', name: 'loading' },
      h(
        'ul',
        { part: 'list skeleton', 'aria-hidden': 'true' },
        rows.map((accounts, row) =>
          h(
            'li',
            { key: String(row), part: 'provider', 'data-connected': String(accounts > 0) },
            h(
              'div',
              { part: 'header' },
              h('span', { part: 'logo bone' }),
              h('span', { part: 'bone' }),
              h('span', { part: 'bone bone-action' }),
            ),
            accounts > 0 &&
              h(
                'div',
                { part: 'account-list' },
                Array.from({ length: accounts }, (_, account) =>
                  h(
                    'div',
                    { key: String(account), part: 'account' },
                    h('span', { part: 'bone bone-account' }),
                  ),
                ),
              ),
          ),
        ),
      ),
    ),
  ]
}
