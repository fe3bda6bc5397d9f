import type { Adapter, AdapterPayload } from 'oidc-provider'

/**
 * The data of one issuer. The library's default store would be shared by all issuers of a process, and forgets after a
 * thousand entries.
 */
export class Store {
  readonly #models = new Map<string, Map<string, AdapterPayload>>()

  /** @see Adapter of oidc-provider */
  readonly adapter = (model: string): Adapter => {
    const entries = new Map<string, AdapterPayload>()
    this.#models.set(model, entries)
    function findBy(matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
      return [...entries.values()].find(matches)
    }
    return {
      upsert: async (id, payload) => void entries.set(id, payload),
      find: async (id) => entries.get(id),
      findByUid: async (uid) => findBy((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => findBy((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const payload = entries.get(id)
        if (payload) payload.consumed = Math.floor(Date.now() / 1000)
      },
      destroy: async (id) => void entries.delete(id),
      revokeByGrantId: async (grantId) => {
        for (const [id, payload] of entries) if (payload.grantId === grantId) entries.delete(id)
      },
    }
  }

  /** Id of what a person once allowed a client. */
  grantId(accountId: string, clientId: string): string | undefined {
    const grants = this.#models.get('Grant') ?? new Map<string, AdapterPayload>()
    for (const [id, grant] of grants) {
      if (grant.accountId === accountId && grant.clientId === clientId) return id
    }
    return undefined
  }

  /** Forgets all that a person allowed, tokens and codes included. */
  revokeAll(accountId: string): void {
    for (const [model, entries] of this.#models) {
      if (model === 'Session' || model === 'Interaction') continue
      for (const [id, payload] of entries) if (payload.accountId === accountId) entries.delete(id)
    }
  }
}
