/**
 * What an API key may do, each with a meaning in the vault of this version: `request` calls providers, `connect`
 * mints sessions and reads their outcome and the catalog, `grants:read` lists grants, `grants:write` revokes them,
 * prefers one and forgets users, `agents:read` lists agents and their keys, `agents:write` makes, changes and ends both,
 * `secrets:write` makes and ends keys of the app.
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

/** The most that the key of an agent may do, and the default. No such key ends a grant or makes an agent or a key. */
export const AGENT_KEY_SCOPES: readonly KeyScope[] = ['request', 'connect', 'grants:read']

/** A `deprecated` key still works, although it has a successor. Its last use shows when nobody needs it. */
export type ApiKeyStatus = 'active' | 'deprecated' | 'expired' | 'revoked'

/** A key that the database keeps, as listed: never the key itself. */
export interface ApiKey {
  /** Names the key in lists and calls; no secret. */
  key_id: string
  /** What its maker called it. */
  name: string
  /** The last four characters of the key, to recognise it by. */
  last_four: string
  /** What it may do. */
  scopes: KeyScope[]
  /** Addresses and CIDR ranges it may be used from; empty for all. */
  ranges: string[]
  /** Whether each of its calls needs a user's JWT too. */
  user_token_required: boolean
  /** Whether calls can use it, and why not. */
  status: ApiKeyStatus
  /** ISO 8601. */
  created_at: string
  /** ISO 8601; `null` when never used, and up to a minute behind. */
  last_used_at: string | null
  /** ISO 8601; absent for a key without an end. */
  expires_at?: string
  /** ISO 8601. Absent for a key without a successor. */
  deprecated_at?: string
  /** ISO 8601. Absent for a key that was not revoked. */
  revoked_at?: string
}

/** `POST /sdk/keys` answers the key itself, this once. */
export interface CreatedApiKey extends ApiKey {
  /** `alter_key_app_…` */
  api_key: string
}

/** `GET /sdk/keys`, oldest first. */
export interface ApiKeyList {
  /** Those of the app, the revoked ones too. */
  keys: ApiKey[]
}

/** Body of `POST /sdk/keys`. What is left out is as it is of the key that asks. */
export interface CreateApiKeyRequest {
  /** What people call it. */
  name: string
  /** What it may do. Without them, what the key that asks may do. */
  scopes?: KeyScope[]
  /** Addresses and CIDR ranges it may be used from. Without them, those of the key that asks. */
  ranges?: string[]
  /** Whether each of its calls needs a user's JWT too. Where it is left out, as with the key that asks. */
  user_token_required?: boolean
  /** Seconds. Without it the key ends when the key that asks does. */
  expires_in?: number
}

/** Body of `POST /sdk/agents/{id}/keys`; no body at all is all of its defaults. */
export interface CreateAgentKeyRequest {
  /** Default: `key`. */
  name?: string
  /** Of {@link AGENT_KEY_SCOPES}. Default: those of them that the key that asks has too. */
  scopes?: KeyScope[]
  /** Default: those of the key that asks. */
  ranges?: string[]
  /** Default: false. */
  user_token_required?: boolean
  /** Seconds. Default: as long as the key that asks. */
  expires_in?: number
}

/** Body of `POST /sdk/agents/{id}/keys/{key}/revoke`; no body at all is all of its defaults. */
export interface RevokeAgentKeyRequest {
  /** Whether the last key that still opens anything ends too. Default: false, and that is refused. */
  force?: boolean
}
