import type { AccountPhase, ConnectedAccount } from '../../../accounts/account-list.ts'
import { MENU_TEXTS, type MenuTexts } from '../../../texts/menu-texts.ts'
import type { ProviderGroup } from '../../../accounts/groups.ts'
import { fill } from '../../../words.ts'
import { h, type Child } from '../pieces.ts'
import { action } from '../action.ts'
import type { ListModel } from '../model.ts'

/** Asks before an account is disconnected, then lets it be undone for a while. */
export function endingOf(
  model: ListModel,
  group: ProviderGroup,
  account: ConnectedAccount,
  phase: AccountPhase,
): Child {
  const texts: MenuTexts = { ...MENU_TEXTS, ...model.own }
  const { grant_id: grantId, account_identifier: label } = account
  const id = `account-${grantId}-ending`
  function keep(): void {
    return model.setPhase(grantId, 'closed')
  }
  if (phase === 'asking') {
    return h(
      'div',
      {
        key: 'asking',
        part: 'confirm',
        role: 'group',
        'aria-labelledby': id,
        'aria-describedby': `${id}-effect`,
        onkeydown: ({ key }: KeyboardEvent) => key === 'Escape' && keep(),
      },
      h(
        'div',
        { part: 'confirm-text' },
        h('p', { part: 'question', id }, fill(texts.disconnectQuestion, label)),
        h('p', { part: 'effect', id: `${id}-effect` }, texts.disconnectEffect),
      ),
      h(
        'div',
        { part: 'actions' },
        // The choice that changes nothing gets the focus.
        h(
          'button',
          { part: 'action', type: 'button', ref: (element) => element.focus(), onclick: keep },
          texts.keep,
        ),
        action(texts.disconnect, () => model.disconnect(group, account), 'danger'),
      ),
    )
  }
  if (phase !== 'undoable' && phase !== 'ending') return undefined
  const isEnding = phase === 'ending'
  return h(
    'div',
    { key: 'undo', part: 'confirm undo', 'aria-busy': String(isEnding) },
    h('p', { part: 'confirm-text', id }, isEnding ? texts.ending : fill(texts.disconnecting, label)),
    !isEnding &&
      h(
        'div',
        { part: 'actions' },
        h(
          'button',
          {
            part: 'action primary',
            type: 'button',
            'aria-describedby': id,
            ref: (element) => element.focus(),
            onclick: () => model.undo(grantId),
          },
          texts.undo,
        ),
      ),
  )
}
