import type { Decision } from './consent.ts'
import { MockProblem } from './problem.ts'
import { overHtml, providerHtml } from './provider-html.ts'
import type { MockVault } from './vault.ts'

/** What a window shows that was sent to the provider, or where it goes on to. */
export type ProviderStep = { show: string; title: string } | { goTo: string }

/**
 * Plays the provider for a window whose address has these parameters: `state` names the authorization, `account` or
 * `error` is what the user decided.
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
