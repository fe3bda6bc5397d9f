import type { PolicyRule } from '@alter/protocol'
import { hasWallet, type MayHaveWallet } from './has-wallet.ts'

/** Why a rule of an app without a Wallet cannot ask its users. Without a full stop. */
export const NO_WALLET =
  'no user could ever say yes, because this app has no Wallet: set identity.client_id of the app, or write operator'

/** Where among rules one asks the users of an app for a yes that they can say nowhere; `undefined`: there is none. */
export function unanswerable(rules: readonly PolicyRule[], app: MayHaveWallet): number | undefined {
  const index = hasWallet(app) ? -1 : rules.findIndex(asksUser)
  return index < 0 ? undefined : index
}

export function asksUser(rule: PolicyRule): boolean {
  return rule.type === 'require_approval' && rule.approver === 'user'
}
