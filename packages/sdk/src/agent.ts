import {
  type DelegationRevocation,
  delegationRevocationOf,
  parseDelegationRevocation,
} from './answers/delegation.ts'
import { checkOptions, type CallOptions } from './call.ts'
import { Client } from './client.ts'
import { readSettings, type AppOptions, type Settings } from './settings.ts'
import { checkTrace, type Trace } from './trace.ts'
import { resolveUserToken } from './user.ts'
import { buildVaultCall, segment } from './vault/vault-call.ts'
import { callVault } from './vault/vault-client.ts'

/** Options of an `Agent`: those of an `App`, with the agent's key, `alter_key_agent_…`. */
export type AgentOptions = AppOptions

/** Carries the settings from `trace()` to the agent that it creates. Nobody outside of this file can pass it. */
const TRACE = Symbol('trace')

interface TracedOptions extends AgentOptions {
  [TRACE]?: Trace
}

/**
 * Client of the vault for an agent: a program with its own key that uses what users delegated to it and nothing else.
 * With a user's JWT it uses that user's delegations, without one any of its delegations.
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
   * The same agent with more fields for the audit trail, such as a run and a tool. Fields that are left out stay as
   * they are.
   * @throws TypeError naming the field at fault.
   * @example
   * const run = agent.trace({ runId: crypto.randomUUID(), tool: 'list_events' })
   * await run.request('GET', url, { provider: 'google' })
   */
  trace(trace: Trace): Agent {
    const options: TracedOptions = { ...this.#settings, [TRACE]: { ...this.#settings.trace, ...trace } }
    return new Agent(options)
  }

  /** Ends this agent's delegation of a grant. The grant itself stays. */
  async revokeDelegation(grantId: string, options: CallOptions = {}): Promise<DelegationRevocation> {
    checkOptions(options, 'revokeDelegation(grantId, { userToken })')
    const userToken = await resolveUserToken(options, this.#settings)
    const path = `/sdk/me/delegations/${segment(grantId)}`
    const call = buildVaultCall(this.#settings, options, { method: 'DELETE', path, userToken })
    return delegationRevocationOf(await callVault(this.#settings, call, parseDelegationRevocation))
  }
}
