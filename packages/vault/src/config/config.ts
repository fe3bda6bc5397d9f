import type { CatalogId, PolicyRule } from '@alter/protocol'
import type { LogLevel } from '../log.ts'
import type { AgentConfig } from './agents.ts'
import type { BrandConfig } from './brand.ts'
import type { IdentityConfig } from './identity-presets.ts'
import type { ProviderConfig } from '../providers/provider-config.ts'

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
  /** CIDRs of proxies whose `X-Forwarded-For` is believed. Default: none, so that header is not read. */
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
   * and refuses the use with `unavailable` where that fails; each use then waits for the disk once more. Default
   * `keep`.
   */
  audit?: 'keep' | 'strict'
  /**
   * Whether the audit keeps the path of each use, never its query. Some APIs put what is secret or personal into paths.
   * Default `true`.
   */
  audit_paths?: boolean
  /** What one user, or one app, may do at most; far beyond what an app needs. Default: that of each limit. */
  limits?: LimitsConfig
  /** The apps that use this vault, at least one. */
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

/** One app: its keys, its users and what they may connect. */
export interface AppConfig {
  /** Names the app in the database and in the logs; never changed later. */
  id: string
  /** Shown to the user on the Connect page. */
  name: string
  /** The key itself, `alter_key_app_…`. Default: its hash is given instead. */
  api_key?: string
  /** SHA-256 of the API key in hex. Default: the key itself is given instead. */
  api_key_sha256?: string
  /** Instead of a key here: only those that `alter-vault keys app create` made. Default false. */
  database_keys_only?: boolean
  /** No call with a key alone: each needs a user's JWT too, whichever key it carries. Default false. */
  user_token_required?: boolean
  /** Origins that may open the Connect page or receive its result. */
  origins: string[]
  /** Who signs the app's users in. */
  identity: IdentityConfig
  /** What users may connect, by provider id: of the catalog, which an editor completes, or one of your own. */
  providers: Partial<Record<CatalogId, ProviderConfig>> & Record<string, ProviderConfig>
  /** Rules over every use of the app; all must allow. Default: none. */
  policies?: PolicyRule[]
  /** Agents of the app that are kept here; those that are made over the API are in the database. Default: none. */
  agents?: AgentConfig[]
  /** Where the app hears of its grants. Default: nowhere. */
  webhook?: WebhookConfig
  /** How the Connect page looks for this app. Default: the look of the page itself. */
  brand?: BrandConfig
  /** What users may do in the Wallet, which `identity.client_id` opens to them. Default: each of its own. */
  wallet?: WalletConfig
}

/** What users may do in the Wallet beyond looking and disconnecting. */
export interface WalletConfig {
  /** Whether users may have themselves forgotten by this app, as `DELETE /sdk/users/{id}` does. Default false. */
  forget?: boolean
}

/** Where the app hears of its grants. */
export interface WebhookConfig {
  /** Address that is called; https, except on localhost. */
  url: string
  /** `whsec_` and 24 to 64 random bytes in base64. */
  secret: string
}
