/**
 * What an API key may do. `request`: call providers. `connect`: create sessions, read their outcome and the catalog.
 * `grants:read`: list grants. `grants:write`: revoke grants, set the default one, forget users. `agents:read`: list
 * agents and their keys. `agents:write`: create, change and delete both. `secrets:write`: create and revoke keys of the
 * app.
 */
export const KEY_SCOPES = [
  'request',
  'connect',
  'grants:read',
  'grants:write',
  'agents:read',
  'agents:write',
  'secrets:write',
] as const

/** One of {@link KEY_SCOPES}. */
export type KeyScope = (typeof KEY_SCOPES)[number]

/**
 * The most that a key of an agent may do, and its default. Such a key cannot revoke grants or create agents and keys.
 */
export const AGENT_KEY_SCOPES: readonly KeyScope[] = ['request', 'connect', 'grants:read']

/** A `deprecated` key has a successor and still works. The time of its last use shows when it is no longer needed. */
export type ApiKeyStatus = 'active' | 'deprecated' | 'expired' | 'revoked'

/** A key in the vault's database, without its secret. */
export interface ApiKey {
  /** Id of the key. It is no secret. */
  key_id: string
  /** Name that its maker gave it. */
  name: string
  /** The last four characters of the key, to recognise it by. */
  last_four: string
  /** What it may do. */
  scopes: KeyScope[]
  /** Addresses and CIDR ranges that may use it; empty for all. */
  ranges: string[]
  /** Whether each of its calls also needs a user's JWT. */
  user_token_required: boolean
  /** Whether it can be used, and why not. */
  status: ApiKeyStatus
  /** ISO 8601. */
  created_at: string
  /** ISO 8601, up to a minute late; `null` when it was never used. */
  last_used_at: string | null
  /** ISO 8601. Absent for a key that does not expire. */
  expires_at?: string
  /** ISO 8601. Absent for a key that is not deprecated. */
  deprecated_at?: string
  /** ISO 8601. Absent for a key that is not revoked. */
  revoked_at?: string
}

/** `POST /sdk/keys`. The only answer with the key itself. */
export interface CreatedApiKey extends ApiKey {
  /** `alter_key_app_…` */
  api_key: string
}

/** `GET /sdk/keys`, oldest first. */
export interface ApiKeyList {
  /** The app's keys, including revoked ones. */
  keys: ApiKey[]
}

/** Body of `POST /sdk/keys`. Members that are left out are taken from the calling key. */
export interface CreateApiKeyRequest {
  /** Name that people read. */
  name: string
  /** What it may do. Default: what the calling key may do. */
  scopes?: KeyScope[]
  /** Addresses and CIDR ranges that may use it. Default: those of the calling key. */
  ranges?: string[]
  /** Whether each of its calls also needs a user's JWT. Default: as for the calling key. */
  user_token_required?: boolean
  /** Life in seconds. Default: until the calling key expires. */
  expires_in?: number
}

/** Body of `POST /sdk/agents/{id}/keys`. Without a body, all defaults apply. */
export interface CreateAgentKeyRequest {
  /** Name of the key. Default: `key`. */
  name?: string
  /** Some of {@link AGENT_KEY_SCOPES}. Default: those of them that the calling key has. */
  scopes?: KeyScope[]
  /** Addresses and CIDR ranges that may use it. Default: those of the calling key. */
  ranges?: string[]
  /** Whether each of its calls also needs a user's JWT. Default: false. */
  user_token_required?: boolean
  /** Life in seconds. Default: as long as the calling key. */
  expires_in?: number
}

/** Body of `POST /sdk/agents/{id}/keys/{key}/revoke`. Without a body, all defaults apply. */
export interface RevokeAgentKeyRequest {
  /** Whether to revoke even the agent's last usable key, which is refused otherwise. Default: false. */
  force?: boolean
}
