export type ScenarioName = 'success' | 'denied' | 'two-accounts'

/** How the mocked world behaves. A scenario is data: a new one is one more entry of {@link SCENARIOS}. */
export interface Scenario {
  description: string
  /** What the provider does with an authorization request: asks the user, or refuses in the user's name. */
  consent: 'ask' | 'deny'
  /** Accounts that are connected before the first click, oldest first. */
  connected: { provider: string; account: string }[]
}

export const SCENARIOS: Record<ScenarioName, Scenario> = {
  success: {
    description: 'Nothing is connected yet; the user picks an account and consents.',
    consent: 'ask',
    connected: [],
  },
  denied: {
    description: 'The user says no at the provider.',
    consent: 'deny',
    connected: [],
  },
  'two-accounts': {
    description: 'Two Google accounts are connected: a call that names none of them is ambiguous.',
    consent: 'ask',
    connected: [
      { provider: 'google', account: 'ada@work.example' },
      { provider: 'google', account: 'ada@home.example' },
    ],
  },
}

function isScenarioName(value: unknown): value is ScenarioName {
  return typeof value === 'string' && Object.hasOwn(SCENARIOS, value)
}

/** The scenario of that name; a name that does not exist is a mistake of the program. */
export function scenarioNamed(name: ScenarioName): Scenario {
  if (!isScenarioName(name)) {
    throw new TypeError(`No scenario "${String(name)}"; there are ${Object.keys(SCENARIOS).join(', ')}`)
  }
  return SCENARIOS[name]
}
