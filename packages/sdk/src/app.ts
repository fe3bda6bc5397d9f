import { createAgents, type Agents } from './agents.ts'
import {
  type DelegationRevocation,
  delegationRevocationOf,
  type RevokeDelegationOptions,
} from './answers/delegation.ts'
import {
  type Grant,
  grantOf,
  type GrantRevocation,
  revocationOf,
  type RevokeGrantOptions,
} from './answers/grant.ts'
import type { CallOptions } from './call.ts'
import { Client } from './client.ts'
import { createDocuments, type VaultDocuments } from './documents.ts'
import { createKeys, type Keys } from './keys.ts'
import { readSettings, type AppOptions } from './settings.ts'

/**
 * Client of the vault for an app's backend. Create it once; it holds no state of a user.
 * @throws TypeError naming the option at fault.
 * @example
 * const app = new App({ apiKey: process.env.ALTER_API_KEY, baseUrl: 'https://vault.example.com' })
 * const response = await app.request('GET', url, { provider: 'google', userToken })
 */
export class App extends Client {
  /** The app's own keys, for a key with the scope `secrets:write`. */
  readonly keys: Keys
  /** The app's agents, for a key with the scopes `agents:read` and `agents:write`. */
  readonly agents: Agents
  readonly #documents: VaultDocuments

  constructor(options: AppOptions) {
    const settings = readSettings(options, 'app')
    super(settings)
    this.#documents = createDocuments(settings)
    this.keys = createKeys(settings)
    this.agents = createAgents(settings)
  }

  /** Deletes the grant's tokens, and revokes them at the provider if it offers that. This cannot be undone. */
  async revokeGrant(grantId: string, options: RevokeGrantOptions = {}): Promise<GrantRevocation> {
    return revocationOf(await this.#documents.revokeGrant(grantId, options))
  }

  /**
   * Ends one agent's delegation of a grant. The grant itself stays.
   * @example
   * await app.revokeDelegation(grantId, { agent: 'research-bot', userToken })
   */
  async revokeDelegation(grantId: string, options: RevokeDelegationOptions): Promise<DelegationRevocation> {
    return delegationRevocationOf(await this.#documents.revokeDelegation(grantId, options))
  }

  /** Makes this grant the default: it is used when a call names none of several accounts at its provider. */
  async setDefaultGrant(grantId: string, options: CallOptions = {}): Promise<Grant> {
    return grantOf(await this.#documents.setDefaultGrant(grantId, options))
  }
}
