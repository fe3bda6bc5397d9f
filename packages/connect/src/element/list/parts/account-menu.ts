import type { ConnectedAccount } from '../../../accounts/account-list.ts'
import { MENU_TEXTS, type MenuTexts } from '../../../texts/menu-texts.ts'
import type { ProviderGroup } from '../../../accounts/groups.ts'
import type { Health } from '../../../accounts/health.ts'
import { closeOutside } from '../../../menu/close-outside.ts'
import { focusItem, moveInMenu } from '../../../menu/menu-keys.ts'
import { placeMenu } from '../../../menu/place-menu.ts'
import { h, type Child } from '../pieces.ts'
import type { ListModel } from '../model.ts'

interface Given {
  group: ProviderGroup
  account: ConnectedAccount
  /** Id of what has opened it. */
  menuId: string
  canBeDefault: boolean
  health: Health
}

/**
 * The menu of an account, above all else on the page.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */
export function accountMenu(model: ListModel, given: Given): Child {
  const { group, account, menuId, canBeDefault, health } = given
  const texts: MenuTexts = { ...MENU_TEXTS, ...model.own }
  const { grant_id: grantId } = account
  const isOver = health.status === 'revoked'
  function close(): void {
    if (model.phaseOf(grantId) === 'menu') model.setPhase(grantId, 'closed')
  }
  function open(menu: HTMLElement, gone: AbortSignal): void {
    const root = menu.getRootNode()
    const opener = root instanceof DocumentFragment ? root.getElementById(menuId) : null
    if (!opener) return
    // In the top layer nothing around can cut it off.
    if ('showPopover' in menu) menu.showPopover()
    placeMenu(menu, opener, gone)
    focusItem(menu, 0)
    closeOutside(menu, opener, gone, close)
  }
  return h(
    'div',
    {
      key: 'menu',
      part: 'menu',
      role: 'menu',
      popover: 'manual',
      'aria-labelledby': `${menuId}-text account-${grantId}`,
      ref: open,
      onkeydown(event: KeyboardEvent) {
        const { key, currentTarget } = event
        if (key === 'Tab') return close()
        const isMoved =
          key === 'Escape' || (currentTarget instanceof HTMLElement && moveInMenu(currentTarget, key))
        if (!isMoved) return
        event.preventDefault()
        event.stopPropagation()
        if (key === 'Escape') close()
      },
    },
    canBeDefault &&
      item(texts.makeDefault, () => {
        close()
        model.makeDefault(group, account)
      }),
    item(texts.details, () => model.setPhase(grantId, 'details')),
    isOver
      ? item(texts.remove, () => model.disconnect(group, account))
      : item(texts.disconnect, () => model.setPhase(grantId, 'asking')),
  )
}

function item(text: string, onclick: () => void): Child {
  return h('button', { part: 'menu-item', role: 'menuitem', tabindex: -1, type: 'button', onclick }, text)
}
