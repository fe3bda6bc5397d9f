import { checkOptions, type CallOptions } from './call.ts'
import { Client } from './client.ts'
import { type DelegationRevocation, delegationRevocationOf, parseDelegationRevocation } from './delegation.ts'
import { readSettings, type AppOptions, type Settings } from './settings.ts'
import { checkTrace, type Trace } from './trace.ts'
import { resolveUserToken } from './user.ts'
import { buildVaultCall, segment } from './vault-call.ts'
import { callVault } from './vault-client.ts'

/** What an `Agent` is given: as for an `App`, with the agent's key, `alter_key_agent_…`. */
export type AgentOptions = AppOptions

/** What `trace()` hands to the agent that it makes: out of reach of whoever makes one. */
const TRACE = Symbol('trace')

interface TracedOptions extends AgentOptions {
  [TRACE]?: Trace
}

/**
 * The vault as seen by an agent: a program with a key of its own, which uses what users delegated to it and nothing else.
 * Without a user's JWT it calls with any of its delegations, with one only with this user's.
 * @throws TypeError naming the option at fault.
 * @example
 * const agent = new Agent({ apiKey: process.env.ALTER_AGENT_KEY, baseUrl: 'https://vault.example.com' })
 * const response = await agent.request('GET', url, { provider: 'google', reason: 'looks for a free hour' })
 */
export class Agent extends Client {
  readonly #settings: Settings

  constructor(options: AgentOptions) {
    const { [TRACE]: trace = {} }: TracedOptions = options ?? {}
    const settings = { ...readSettings(options, 'agent'), trace: checkTrace(trace) }
    super(settings)
    this.#settings = settings
  }

  /**
   * The same agent, whose calls the audit trail notes with a run, a tool and more. What is left out stays as it is.
   * @throws TypeError naming the field at fault.
   * @example
   * const run = agent.trace({ runId: crypto.randomUUID(), tool: 'list_events' })
   * await run.request('GET', url, { provider: 'google' })
   */
  trace(trace: Trace): Agent {
    const options: TracedOptions = { ...this.#settings, [TRACE]: { ...this.#settings.trace, ...trace } }
    return new Agent(options)
  }

  /** Gives up what was delegated to this agent of a grant; the grant itself goes on. */
  async revokeDelegation(grantId: string, options: CallOptions = {}): Promise<DelegationRevocation> {
    checkOptions(options, 'revokeDelegation(grantId, { userToken })')
    const userToken = await resolveUserToken(options, this.#settings.userTokenGetter)
    const path = `/sdk/me/delegations/${segment(grantId)}`
    const call = buildVaultCall(this.#settings, options, { method: 'DELETE', path, userToken })
    return delegationRevocationOf(await callVault(this.#settings, call, parseDelegationRevocation))
  }
}
