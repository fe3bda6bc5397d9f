import type { PolicyRule } from '@alter/protocol'
import type { LogLevel } from '../log.ts'
import type { IDENTITY_PRESETS } from '../identity/presets.ts'
import type { ProviderOverrides } from '../providers/entry.ts'

/** What `createVault` takes and the config file holds. */
export interface VaultConfig {
  /** Where browsers reach the vault, path included when it is mounted below one. Never taken from a request. */
  public_url: string
  /** Folder of the embedded database. Default `.alter`. */
  data_dir?: string
  /** `postgres://…`, over `data_dir`. Default `DATABASE_URL`, where that names a PostgreSQL. */
  database_url?: string
  /** For `alter-vault start`. Default 127.0.0.1. */
  host?: string
  /** For `alter-vault start`. Default 4401. */
  port?: number
  /** Seconds a Connect session lives; 5 to 86,400. Default 600. */
  session_ttl?: number
  /** Private addresses the vault may call: all, or `host:port` and CIDR entries. Default none. */
  allow_private_network?: boolean | string[]
  /**
   * With `HTTPS_PROXY` in the environment: the proxy resolves names, and keeps calls off private addresses. Default
   * `false`: the vault resolves, checks, and asks the proxy for the address that it checked.
   */
  proxy_resolves?: boolean
  /** CIDRs of proxies whose `X-Forwarded-For` is believed. */
  trusted_proxies?: string[]
  /** 32 bytes in base64 or hex. Default `ALTER_MASTER_KEY`. */
  master_key?: string
  /** Seconds to wait for a provider's answer; at most 600. Default 10. */
  provider_timeout?: number
  /** Default `info`. */
  log?: LogLevel
  /** Bearer token that `/metrics` asks for. Default `ALTER_METRICS_TOKEN`; without one there are no metrics. */
  metrics_token?: string
  /** Days that audit rows are kept, at least 1; or `forever`. Default 365. */
  audit_days?: number | 'forever'
  /**
   * What happens to a use whose audit row cannot be written. `keep`, the default, lets it happen: its row waits in
   * memory, with up to 20,000 others, until the database takes it. `strict` writes the row before anything is sent,
   * and refuses the use with `unavailable` where that fails; each use then waits for the disk once more.
   */
  audit?: 'keep' | 'strict'
  /** What one user, or one app, may do at most; far beyond what an app needs. */
  limits?: LimitsConfig
  apps: AppConfig[]
}

/** Each from 1 to 1,000,000. */
export interface LimitsConfig {
  /** Sessions that one user may begin within one `session_ttl`. Default 100. */
  sessions_per_user?: number
  /** Sessions with `principal: "app"` that one app may begin within one `session_ttl`. Default 1000. */
  sessions_per_app?: number
  /** Uses of one user's grants in a minute, at each process. Default 12000. */
  uses_per_user_per_minute?: number
  /** Active grants of one user. Default 1000. */
  grants_per_user?: number
}

export interface AppConfig {
  id: string
  /** Shown to the user on the Connect page. */
  name: string
  /** `alter_key_app_…`; or its hash. */
  api_key?: string
  /** SHA-256 of the API key in hex. */
  api_key_sha256?: string
  /** Instead of a key here: only those that `alter-vault keys app create` made. Default false. */
  database_keys_only?: boolean
  /** No call with a key alone: each needs a user's JWT too, whichever key it carries. Default false. */
  user_token_required?: boolean
  /** Origins that may open the Connect page or receive its result. */
  origins: string[]
  identity: IdentityConfig
  providers: Record<string, ProviderConfig>
  /** Rules over every use of the app; all must allow. */
  policies?: PolicyRule[]
  webhook?: WebhookConfig
}

/** Who signs the app's users in. */
export interface IdentityConfig {
  /** Any OpenID issuer; or a preset and its domain. */
  issuer?: string
  /**
   * Issuers that the app had before: whom they mean by a subject is whom the present one means by it. They sign nothing
   * any more. Keep them here as long as users of theirs are left. Default none: users of another issuer are strangers.
   */
  former_issuers?: string[]
  /** Knows where the keys are and which claims say what. */
  preset?: (typeof IDENTITY_PRESETS)[number]
  /** Of the tenant, such as `acme.eu.auth0.com`. */
  domain?: string
  audience?: string | string[]
  /** Allowed `azp` values, for tokens without `aud`. */
  authorized_parties?: string[]
  /** Default: from the issuer's discovery document. */
  jwks_uri?: string
  /**
   * Hours for which the last good keys are believed while the issuer gives none, from 0 to 168. A key that it withdrew
   * meanwhile is believed as long. Default 24.
   */
  keys_kept_hours?: number
  /** Which claims to read. Default `sub`, `email`, `name`. */
  claims?: { user?: string; email?: string; name?: string; groups?: string }
  /**
   * Of the identity provider's webhook, which tells deleted users: `whsec_…` verifies a signature (Clerk, Standard
   * Webhooks), anything else is the Bearer token that is sent (Auth0).
   */
  webhook_secret?: string
}

/** Where the app hears of its grants. */
export interface WebhookConfig {
  url: string
  /** `whsec_` and 24 to 64 random bytes in base64. */
  secret: string
}

/** Credentials and scopes of one provider; any field of its catalog entry may be given instead. */
export interface ProviderConfig extends ProviderOverrides {
  /** Default `ALTER_<ID>_CLIENT_ID`. */
  client_id?: string
  /** Default `ALTER_<ID>_CLIENT_SECRET`. */
  client_secret?: string
  /** Scopes to ask for. */
  scopes?: string[]
  /** Scopes without which a connection is refused. Default: all of `scopes`. */
  required_scopes?: string[]
  /** Refuse a use before the call when a required scope is missing. Default false. */
  strict_scopes?: boolean
  /** What a scope allows, in words for the users; by scope. */
  scope_labels?: Record<string, string>
  /** Headers that callers may send to this provider, besides the standard ones and those of the catalog. */
  request_headers?: string[]
  /**
   * Query parameters, form fields and headers by which this provider is told another method than that of the request,
   * besides those of the catalog: under a `methods_and_paths` rule they are refused. Names count without case.
   */
  method_overrides?: string[]
  /** Rules over every use of this provider, beside those of the app. */
  policies?: PolicyRule[]
}
