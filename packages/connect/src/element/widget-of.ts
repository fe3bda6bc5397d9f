import { createConnect, type AlterConnect } from '../connect.ts'
import type { AlterConnectConfig } from '../options.ts'

export const BUTTON = 'alter-connect-button'
export const LIST = 'alter-connected-accounts'

/** The widget of what is defined already, so that one window is open at a time; else one of its own. */
export function widgetOf(config: AlterConnectConfig): AlterConnect {
  return Object(customElements.get(BUTTON) ?? customElements.get(LIST)).connect ?? createConnect(config)
}
