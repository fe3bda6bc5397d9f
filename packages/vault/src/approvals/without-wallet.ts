import type { PolicyRule } from '@alter/protocol'
import { hasWallet } from '../config/has-wallet.ts'
import type { App } from '../config/settings.ts'

/**
 * Apps whose users are to say yes to calls and cannot: they have no Wallet. Rules that come over the API, of sessions
 * and of agents, are not looked at.
 */
export function appsWithoutWallet(apps: App[]): App[] {
  return apps.filter((app) => !hasWallet(app) && rulesOf(app).some(asksUser))
}

function rulesOf({ policies, providers, agents }: App): PolicyRule[] {
  return [
    ...policies,
    ...[...providers.values()].flatMap((provider) => provider.policies),
    ...agents.flatMap(({ rules }) => rules),
  ]
}

function asksUser(rule: PolicyRule): boolean {
  return rule.type === 'require_approval' && rule.approver === 'user'
}
