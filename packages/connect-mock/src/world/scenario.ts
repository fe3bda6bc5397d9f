import type { GrantStatus, ProviderRevocation } from '@alter/protocol'
import type { Condition } from './endpoint.ts'

/** The names of all scenarios. */
export const SCENARIO_NAMES = [
  'success',
  'denied',
  'closed',
  'blocked',
  'expired',
  'coop',
  'slow',
  'offline',
  'two-accounts',
  'reauth',
  'scope-missing',
  'policy-denied',
  'approval-required',
  'delegation',
  'revocation-failed',
  'revocation-not-supported',
] as const

/** The name of one of them. */
export type ScenarioName = (typeof SCENARIO_NAMES)[number]

/** How the mocked world behaves. A scenario is data, so a new one is a new entry of {@link SCENARIOS}. */
export interface Scenario {
  /** What happens, in one sentence. */
  description: string
  /** Accounts that are connected before the first click, oldest first. Default: none. */
  connected?: ConnectedAccount[]
  /** What the browser does with the first window; later windows open. Default: it opens. */
  window?: 'blocked'
  /** What the user does before going to the provider. Default: goes there. */
  user?: 'closes'
  /**
   * What the provider does: asks the user, refuses for the user, waits until the session has expired, or asks in a
   * window that is cut off from the app's. Default: `asks`.
   */
  provider?: 'asks' | 'denies' | 'dawdles' | 'cuts'
  /** The provider's answer to a revocation. Default: it revokes. */
  revocation?: Exclude<ProviderRevocation, 'done'>
  /** The problem of a backend's call although there is a grant. Default: the call succeeds. */
  call?: 'policy_violation' | 'approval_required'
  /** Deviations of every endpoint. Default: none. */
  everywhere?: Condition
}

interface ConnectedAccount {
  provider: string
  account: string
  status?: Extract<GrantStatus, 'revoked'>
  /** Why it ended, in the provider's words. */
  endedReason?: string
  /** `identity`: only scopes that identify the account were granted. */
  scopes?: 'identity'
  /** Name of an agent that may use it. */
  agent?: string
}

const WORK: ConnectedAccount = { provider: 'google', account: 'ada@work.example' }

/** Every scenario, by its name. */
export const SCENARIOS: Record<ScenarioName, Scenario> = {
  success: { description: 'Nothing is connected yet; the user picks an account and consents.' },
  denied: { description: 'The user says no at the provider.', provider: 'denies' },
  closed: { description: 'The user closes the window on the way to the provider.', user: 'closes' },
  blocked: {
    description: 'The browser blocks the first window; the next click opens one.',
    window: 'blocked',
  },
  expired: { description: 'The session is over when the user has consented.', provider: 'dawdles' },
  coop: {
    description: "The provider cuts its window off from the app's (Cross-Origin-Opener-Policy).",
    provider: 'cuts',
  },
  slow: { description: 'Every answer takes a second and a half.', everywhere: { delay: 1500 } },
  offline: { description: 'No request gets through.', everywhere: { fault: 'network' } },
  'two-accounts': {
    description: 'Two Google accounts are connected: a call that names none of them is ambiguous.',
    connected: [WORK, { provider: 'google', account: 'ada@home.example' }],
  },
  reauth: {
    description: 'The user removed the app at Google: the account must be connected again.',
    connected: [
      {
        ...WORK,
        status: 'revoked',
        endedReason: 'Google refused with invalid_grant: Token has been expired or revoked.',
      },
    ],
  },
  'scope-missing': {
    description: 'The app needs a permission that the connected account has not given.',
    connected: [{ ...WORK, scopes: 'identity' }],
  },
  'policy-denied': {
    description: 'An account is connected, and a policy refuses every call.',
    connected: [WORK],
    call: 'policy_violation',
  },
  'approval-required': {
    description: 'An account is connected, and every call waits for the yes of its user.',
    connected: [WORK],
    call: 'approval_required',
  },
  delegation: {
    description: 'An account is connected, and the agent research-bot may use it.',
    connected: [{ ...WORK, agent: 'research-bot' }],
  },
  'revocation-failed': {
    description: 'An account is connected; when the app ends it, the provider cannot be reached for a while.',
    connected: [WORK],
    revocation: 'failed',
  },
  'revocation-not-supported': {
    description:
      'An account is connected; when the app ends it, the provider offers no way to end it there too.',
    connected: [WORK],
    revocation: 'not_supported',
  },
}

function isScenarioName(value: unknown): value is ScenarioName {
  return typeof value === 'string' && Object.hasOwn(SCENARIOS, value)
}

/** A scenario by its name. An unknown name is a mistake of the program. */
export function scenarioNamed(name: ScenarioName): Scenario {
  if (!isScenarioName(name)) {
    throw new TypeError(`No scenario "${String(name)}"; there are ${SCENARIO_NAMES.join(', ')}`)
  }
  return SCENARIOS[name]
}
