import type { ConnectedAccount } from '../../../accounts/account-list.ts'
import type { AccountsTexts } from '../../../texts/accounts-texts.ts'
import { MENU_TEXTS, type MenuTexts } from '../../../texts/menu-texts.ts'
import { scopesInWords, type ScopeWords } from '../../../accounts/health.ts'
import { isPermission } from '../../../accounts/permissions.ts'
import { ago, fill } from '../../../words.ts'
import { h, type Child } from '../pieces.ts'
import type { ListModel } from '../model.ts'

interface Given {
  account: ConnectedAccount
  words: ScopeWords
  /** There are several, so that being the default means something. */
  hasChoice: boolean
}

/** What an account allows, since when, and what being the default means. */
export function accountDetails(model: ListModel, { account, words, hasChoice }: Given): Child {
  const { headingLevel, state } = model
  const { locale } = model.texts
  const texts: AccountsTexts & MenuTexts = { ...model.texts, ...MENU_TEXTS, ...model.own }
  const { grant_id: grantId, account_display_name: name, provider_name: provider } = account
  const id = `account-${grantId}-details`
  const allowed = scopesInWords(account.scopes.filter(isPermission), locale, words)
  const missing = scopesInWords(account.missing_scopes, locale, words)
  const { last_used_at: used, expires_at: ends, manage_url: there } = account
  const at = state.status === 'ready' ? state.at : Date.now()
  function day(time: string): Child {
    const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(time))
    return h('time', { datetime: time }, date)
  }
  const facts: [string, Child][] = [
    [texts.permissions, allowed.length > 0 ? list(allowed) : texts.noPermissions],
    ...(missing.length > 0 ? [[texts.permissionsMissing, list(missing)] satisfies [string, Child]] : []),
    [texts.since, day(account.created_at)],
    [texts.lastUse, used ? h('time', { datetime: used }, ago(used, at, locale)) : texts.neverUsed],
    ...(ends ? [[texts.ends, day(ends)] satisfies [string, Child]] : []),
    ...(hasChoice ? [[texts.default, texts.defaultMeaning] satisfies [string, Child]] : []),
  ]
  return h(
    'dialog',
    {
      key: 'details',
      part: 'details',
      'aria-labelledby': id,
      ref: open,
      onclose: () => model.setPhase(grantId, 'closed'),
      onclick(event: MouseEvent) {
        // The backdrop belongs to the dialog; what is in it does not.
        if (event.target === event.currentTarget) close(event)
      },
    },
    h(
      'div',
      { part: 'details-body' },
      h(`h${headingLevel}`, { part: 'details-title', id }, h('bdi', {}, account.account_identifier)),
      h('p', { part: 'meta' }, h('span', {}, provider), name !== undefined && h('bdi', {}, name)),
      h(
        'dl',
        {},
        facts.map(([term, fact]) => [h('dt', { key: `${term}:` }, term), h('dd', { key: term }, fact)]),
      ),
      h(
        'div',
        { part: 'actions' },
        there !== undefined &&
          /^https:\/\//i.test(there) &&
          h(
            'a',
            { part: 'action', href: there, rel: 'noopener noreferrer', target: '_blank' },
            fill(texts.manageThere, provider),
          ),
        h('button', { part: 'action primary', type: 'button', onclick: close }, texts.close),
      ),
    ),
  )
}

function list(items: string[]): Child {
  return h(
    'ul',
    {},
    [...new Set(items)].map((item) => h('li', { key: item }, item)),
  )
}

function open(dialog: HTMLElement): void {
  if (dialog instanceof HTMLDialogElement) dialog.showModal()
}

function close({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLElement) currentTarget.closest('dialog')?.close()
}
