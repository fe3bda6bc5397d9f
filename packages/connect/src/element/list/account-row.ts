import type { ConnectedAccount } from '../../accounts/account-list.ts'
import type { AccountsTexts } from '../../texts/accounts-texts.ts'
import type { ProviderGroup } from '../../accounts/groups.ts'
import { healthOf } from '../../accounts/health.ts'
import { ago } from '../../words.ts'
import { h, type Child } from './pieces.ts'
import { connectAction } from './connect-action.ts'
import type { ViewModel } from './view-model.ts'

/** One account: how it is, and what can be done about it. */
export function accountRow(model: ViewModel, group: ProviderGroup, account: ConnectedAccount): Child {
  const { texts, state, fresh, parts } = model
  const { grant_id: grantId, account_identifier: label, account_display_name: name } = account
  const health = healthOf(account, texts, group.words)
  const phase = model.phaseOf(grantId)
  const isChoice = group.accounts.filter(({ status }) => status === 'active').length > 1
  const isDefault = isChoice && account.is_default
  const canBeDefault = isChoice && !isDefault && health.status === 'good'
  const labelId = `account-${grantId}`
  const menuId = `${labelId}-menu`
  const isResting = phase === 'closed' || phase === 'menu' || phase === 'details'
  function open(): void {
    return model.setPhase(grantId, 'menu')
  }
  return h(
    'li',
    {
      key: grantId,
      part: `account ${health.status}`,
      'data-grant': grantId,
      'data-new': fresh.has(grantId),
      'data-phase': phase,
      'data-status': health.status,
    },
    h(
      'div',
      { part: 'account-text' },
      h(
        'p',
        { part: 'account-name' },
        h('bdi', { part: 'account-label', id: labelId }, label),
        isDefault && h('span', { part: 'badge' }, texts.default),
      ),
      h(
        'p',
        { part: 'meta' },
        name !== undefined && name !== label && h('bdi', {}, name),
        lastUsed(account.last_used_at, state.status === 'ready' ? state.at : Date.now(), texts),
      ),
      health.status !== 'good' && h('p', { part: 'problem' }, health.reason),
    ),
    isResting &&
      h(
        'div',
        { key: 'actions', part: 'actions' },
        health.status !== 'good' &&
          connectAction(
            model,
            { provider: group.id, grantId, accountHint: label },
            texts.reconnectIt,
            labelId,
          ),
        h(
          'button',
          {
            key: 'more',
            part: 'action more',
            type: 'button',
            id: menuId,
            'data-opens': grantId,
            'aria-expanded': String(phase === 'menu'),
            'aria-haspopup': 'menu',
            'aria-labelledby': `${menuId}-text ${labelId}`,
            onclick: () => (phase === 'menu' ? model.setPhase(grantId, 'closed') : open()),
            onkeydown(event: KeyboardEvent) {
              if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
              event.preventDefault()
              open()
            },
          },
          h('span', { 'aria-hidden': 'true' }, '⋯'),
          h('span', { part: 'unseen', id: `${menuId}-text` }, texts.more),
        ),
      ),
    phase === 'menu' && parts?.accountMenu(model, { group, account, menuId, canBeDefault, health }),
    phase === 'details' &&
      parts?.accountDetails(model, { account, words: group.words, hasChoice: isDefault || canBeDefault }),
    parts?.endingOf(model, group, account, phase),
    parts?.accountAgents(model, group, account),
  )
}

function lastUsed(time: string | null | undefined, at: number, texts: AccountsTexts): Child {
  if (!time) return h('span', {}, texts.neverUsed)
  return h(
    'time',
    { datetime: time },
    texts.lastUsed.replace(/{\w+}/, () => ago(time, at, texts.locale)),
  )
}
