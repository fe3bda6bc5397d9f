import type {
  CreateSessionResponse,
  DelegationRevocation,
  Grant,
  GrantPage,
  GrantRevocation,
  ProviderInfo,
} from '@alter/protocol'
import { parseDelegationRevocation, type RevokeDelegationOptions } from './answers/delegation.ts'
import {
  type ListGrantsOptions,
  type ListGrantsPageOptions,
  parseGrant,
  parseGrantPage,
  parseRevocation,
  type RevokeGrantOptions,
} from './answers/grant.ts'
import { parseProviders } from './answers/provider.ts'
import { type ConnectSessionOptions, parseSession, sessionToWire } from './answers/session.ts'
import { checkOptions, type CallOptions } from './call.ts'
import type { Fields } from './fields.ts'
import { present } from './present.ts'
import type { Settings } from './settings.ts'
import { checkUserToken, requireUserToken, resolveUserToken } from './user.ts'
import { type Ask, buildVaultCall, segment } from './vault/vault-call.ts'
import { callVault } from './vault/vault-client.ts'

/**
 * The calls that the public methods and the routes share. Options and errors are those of the methods of the same name;
 * the results are the vault's own documents. Every field is checked, and unknown fields are left out.
 */
export interface VaultDocuments {
  /** The new session with its token. */
  createConnectSession: (options: ConnectSessionOptions) => Promise<CreateSessionResponse>
  /** The providers with `api_hosts`, which browsers never receive. */
  listProviders: (options: CallOptions) => Promise<ProviderInfo[]>
  /** One page of grants. */
  listGrants: (options: ListGrantsPageOptions) => Promise<GrantPage>
  /** The grants of all pages. */
  grants: (options: ListGrantsOptions) => AsyncGenerator<Grant, void, undefined>
  /** The result of the revocation. */
  revokeGrant: (grantId: string, options: RevokeGrantOptions) => Promise<GrantRevocation>
  /** The changed grant. */
  setDefaultGrant: (grantId: string, options: CallOptions) => Promise<Grant>
  /** How many delegations ended. */
  revokeDelegation: (grantId: string, options: RevokeDelegationOptions) => Promise<DelegationRevocation>
}

/** Kept outside of the clients, so that no program can use what may change without notice. */
const documentsByClient = new WeakMap<object, VaultDocuments>()

/** Stores the documents of a client for {@link documentsOf}. */
export function keepDocuments(client: object, documents: VaultDocuments): void {
  documentsByClient.set(client, documents)
}

/** The documents of a client; `undefined` for an object that is no client of this copy of the package. */
export function documentsOf(client: object): VaultDocuments | undefined {
  return documentsByClient.get(client)
}

export function createDocuments(settings: Settings): VaultDocuments {
  function ask<Answer>(
    options: Pick<CallOptions, 'timeout' | 'signal'>,
    what: Ask,
    parse: (fields: Fields) => Answer,
  ): Promise<Answer> {
    return callVault(settings, buildVaultCall(settings, options, what), parse)
  }
  function userOf(options: CallOptions): Promise<string | undefined> {
    return resolveUserToken(options, settings)
  }
  async function listGrants(options: ListGrantsPageOptions): Promise<GrantPage> {
    checkOptions(options, "listGrants({ provider: 'google' })")
    const { provider, limit, offset, cursor, all, revoked } = options
    const userToken = all === true ? undefined : await userOf(options)
    const query = { provider, limit, offset, cursor, all, revoked }
    return ask(options, { method: 'GET', path: '/sdk/grants', query, userToken, provider }, parseGrantPage)
  }
  return {
    listGrants,
    async createConnectSession(options) {
      checkOptions(options, "createConnectSession({ allowedProviders: ['google'] })")
      const userToken = options.principal === 'app' ? undefined : await requireUserToken(options, settings)
      const body = sessionToWire(options, userToken)
      return ask(options, { method: 'POST', path: '/sdk/oauth/connect/session', body }, parseSession)
    },
    async listProviders(options) {
      checkOptions(options, 'listProviders({ timeout: 5_000 })')
      const userToken = 'userToken' in options ? checkUserToken(options.userToken) : undefined
      return ask(options, { method: 'GET', path: '/sdk/providers', userToken }, parseProviders)
    },
    async *grants(options) {
      checkOptions(options, "grants({ provider: 'google' })")
      let cursor: string | undefined
      let offset = 0
      for (;;) {
        const place = cursor === undefined ? { offset } : { cursor }
        const page = await listGrants({ ...options, ...place })
        yield* page.grants
        cursor = page.next_cursor
        offset += page.grants.length
        if (page.grants.length === 0) return
        // An older vault without cursors pages by offset. A vault with cursors has one on its first page.
        if (cursor === undefined && ('cursor' in place || offset >= page.total)) return
      }
    },
    async revokeGrant(grantId, options) {
      checkOptions(options, 'revokeGrant(grantId, { reason })')
      const userToken = await userOf(options)
      const path = `/sdk/grants/${segment(grantId)}/revoke`
      const body = present({ reason: options.reason })
      return ask(options, { method: 'POST', path, userToken, body }, parseRevocation)
    },
    async setDefaultGrant(grantId, options) {
      checkOptions(options, 'setDefaultGrant(grantId, { userToken })')
      const userToken = await userOf(options)
      const path = `/sdk/grants/${segment(grantId)}/default`
      return ask(options, { method: 'PUT', path, userToken }, parseGrant)
    },
    async revokeDelegation(grantId, options) {
      checkOptions(options, 'revokeDelegation(grantId, { agentId })')
      const userToken = await userOf(options)
      const path = `/sdk/grants/${segment(grantId)}/delegations/revoke`
      const body = present({ agent_id: options.agentId, agent: options.agent, reason: options.reason })
      return ask(options, { method: 'POST', path, userToken, body }, parseDelegationRevocation)
    },
  }
}
