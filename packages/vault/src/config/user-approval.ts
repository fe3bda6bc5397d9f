import type { PolicyRule } from '@alter/protocol'
import { hasWallet, type MayHaveWallet } from './has-wallet.ts'

/** Why a rule cannot ask the users of an app without a Wallet. No full stop, because it becomes part of a sentence. */
export const NO_WALLET =
  'no user can say yes, because this app has no Wallet: set identity.client_id of the app, or use approver: operator'

/**
 * Index of the first rule that asks for a user's yes although the app's users have no Wallet to give it in; `undefined`
 * when there is none.
 */
export function unanswerable(rules: readonly PolicyRule[], app: MayHaveWallet): number | undefined {
  const index = hasWallet(app) ? -1 : rules.findIndex(asksUser)
  return index < 0 ? undefined : index
}

export function asksUser(rule: PolicyRule): boolean {
  return rule.type === 'require_approval' && rule.approver === 'user'
}
