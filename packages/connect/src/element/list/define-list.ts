import type { AlterConnect } from '../../connect.ts'
import type { ElementConfig } from '../config.ts'
import { createListClass } from './element.ts'
import { LIST, widgetOf } from '../widget-of.ts'

/**
 * Defines `<alter-connected-accounts>`: the settings page of a user's accounts. Lists share one widget with the buttons
 * of `defineConnectButton()`, and one list of accounts for each backend. Where the element is defined already, the first
 * definition stays, with its `config`.
 * @returns the widget of the elements
 * @example
 * import { de } from '@alter/connect/de'
 *
 * defineConnectedAccounts({ texts: de })
 */
export function defineConnectedAccounts(config: ElementConfig = {}): AlterConnect {
  const connect = widgetOf(config)
  if (!customElements.get(LIST)) {
    const hasSession = config.session !== undefined
    customElements.define(LIST, createListClass({ connect, hasSession, texts: config.texts }))
  }
  return connect
}
