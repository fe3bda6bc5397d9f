import type { Popup } from '../platform/browser.ts'
import type { VaultSession } from '../platform/vault-session.ts'

/** What a flow has in hand. */
export interface Held {
  /** Missing if this page itself shows the Connect page, and if the window is out of sight. */
  window?: Popup | undefined
  /** Missing until it is minted. */
  session: VaultSession | undefined
}
