import type { ProviderGroup } from '../../accounts/groups.ts'
import { followSurface } from '../../provider/later/logo-surface.ts'
import { monogramOf } from '../../provider/provider-name.ts'
import { h, type Child } from './pieces.ts'
import { accountRow } from './account-row.ts'
import { connectAction } from './connect-action.ts'
import type { ViewModel } from './view-model.ts'

/** One provider: its accounts, and the way to one more. */
export function providerRow(model: ViewModel, group: ProviderGroup): Child {
  const { texts, note, headingLevel } = model
  const { id, name, accounts } = group
  const titleId = `provider-${id}`
  const isConnected = accounts.length > 0
  return h(
    'li',
    { key: id, part: 'provider', 'data-connected': String(isConnected), 'data-provider': id },
    h(
      'div',
      { part: 'header' },
      logo(model, group),
      h(
        'div',
        { part: 'title' },
        h(`h${headingLevel}`, { part: 'name', id: titleId }, name),
        !isConnected && h('span', { part: 'status' }, texts.notConnected),
      ),
      h(
        'div',
        { part: 'actions' },
        connectAction(model, { provider: id }, isConnected ? texts.add : texts.connectIt, titleId),
      ),
    ),
    note?.provider === id && [
      note.problem && h('p', { key: 'error', part: 'problem error' }, note.problem),
      model.parts?.leftoverNote(model, note),
    ],
    isConnected &&
      h(
        'ul',
        { part: 'account-list', 'aria-labelledby': titleId },
        accounts.map((account) => accountRow(model, group, account)),
      ),
  )
}

/** Decorative: the name stands beside it. */
function logo({ brokenLogos, redraw }: ViewModel, { name, logoUrl: src }: ProviderGroup): Child {
  if (src === undefined || brokenLogos.has(src))
    return h('span', { part: 'logo', 'aria-hidden': 'true', 'data-monogram': monogramOf(name) })
  function onerror(): void {
    if (src !== undefined) brokenLogos.add(src)
    redraw()
  }
  return h('img', { part: 'logo', alt: '', height: 20, src, onerror, ref: followSurface })
}
