import { MockProblem } from '../problem.ts'
import type { Decision } from '../vault/consent.ts'
import type { MockVault } from '../vault/vault.ts'
import { overHtml, providerHtml } from './provider-html.ts'

/** What a window at the provider shows, or the address to which it goes on. */
export type ProviderStep = { show: string; title: string } | { goTo: string }

/**
 * Plays the provider for a window with these parameters: `state` names the authorization, and `account` or `error` is
 * the user's decision.
 */
export function providerStep(vault: MockVault, parameters: URLSearchParams): ProviderStep {
  const state = parameters.get('state') ?? ''
  try {
    const page = vault.accounts(state)
    const decision = page.behaviour === 'denies' ? { deny: true as const } : decisionIn(parameters)
    if (decision !== undefined) return { goTo: vault.decide(state, decision).location }
    return { show: providerHtml(page, state), title: `Choose an account: ${page.provider.name}` }
  } catch (error) {
    if (!(error instanceof MockProblem)) throw error
    return { show: overHtml(error.message), title: 'This sign-in is over' }
  }
}

function decisionIn(parameters: URLSearchParams): Decision | undefined {
  const account = parameters.get('account')
  if (account !== null) return { account }
  const error = parameters.get('error')
  return error === null ? undefined : { deny: true, error }
}
