import type { CatalogId, PolicyRule } from '@alter/protocol'
import type { LogLevel } from '../log.ts'
import type { AgentConfig } from './agents.ts'
import type { BrandConfig } from './brand.ts'
import type { IdentityConfig } from './identity-presets.ts'
import type { ProviderConfig } from '../providers/provider-config.ts'

/** The configuration that `createVault` takes and the config file holds. */
export interface VaultConfig {
  /**
   * Address at which browsers reach the vault, with the path when it is mounted below one. It is never taken from a
   * request.
   */
  public_url: string
  /** Folder of the embedded database. Default `.alter`. */
  data_dir?: string
  /**
   * Address of a PostgreSQL, `postgres://…`. It takes precedence over `data_dir`. Default: `DATABASE_URL`, if that
   * names a PostgreSQL.
   */
  database_url?: string
  /** Address that `alter-vault start` listens at. Default: 127.0.0.1. */
  host?: string
  /** Port that `alter-vault start` listens at. Default: 4401. */
  port?: number
  /** Life of a Connect session in seconds; 5 to 86,400. Default: 600. */
  session_ttl?: number
  /** Private addresses that the vault may call: all, or `host:port` and CIDR entries. Default: none. */
  allow_private_network?: boolean | string[]
  /**
   * With `HTTPS_PROXY` in the environment: `true` lets the proxy resolve names, and the proxy must keep calls off
   * private addresses. With `false` the vault resolves and checks names, and asks the proxy for the checked address.
   * Default: `false`.
   */
  proxy_resolves?: boolean
  /** CIDRs of proxies whose `X-Forwarded-For` is believed. Default: none, so the header is ignored. */
  trusted_proxies?: string[]
  /** Master key: 32 bytes in base64 or hex. Default: `ALTER_MASTER_KEY`. */
  master_key?: string
  /** How long the vault waits for a provider's answer, in seconds; at most 600. Default: 10. */
  provider_timeout?: number
  /** Lowest level of the log lines that are written. Default: `info`. */
  log?: LogLevel
  /** Bearer token that `/metrics` asks for. Default: `ALTER_METRICS_TOKEN`. Without either there are no metrics. */
  metrics_token?: string
  /** Days for which audit rows are kept, at least 1; or `forever`. Default: 365. */
  audit_days?: number | 'forever'
  /**
   * What happens to a use whose audit row cannot be written. With `keep` the use happens, and its row waits in memory,
   * with up to 20,000 others, until the database is back. With `strict` the row is written before anything is sent: the
   * use fails with `unavailable` if that is not possible, and each use waits for one more write. Default: `keep`.
   */
  audit?: 'keep' | 'strict'
  /**
   * Whether the audit keeps the path of each use. It never keeps the query. Turn it off when an API puts secrets or
   * personal data into paths. Default: `true`.
   */
  audit_paths?: boolean
  /** What one user or one app may do at most. The defaults are far beyond normal use. Default: that of each limit. */
  limits?: LimitsConfig
  /** The apps that use this vault, at least one. */
  apps: AppConfig[]
}

/** Limits, each from 1 to 1,000,000. */
export interface LimitsConfig {
  /** Sessions that one user may begin within one `session_ttl`. Default: 100. */
  sessions_per_user?: number
  /** Sessions with `principal: "app"` that one app may begin within one `session_ttl`. Default: 1000. */
  sessions_per_app?: number
  /** Uses of one user's grants per minute, in each process. Default: 12000. */
  uses_per_user_per_minute?: number
  /** Active grants of one user. Default: 1000. */
  grants_per_user?: number
}

/** One app: its keys, its users and what they may connect. */
export interface AppConfig {
  /** Id of the app in the database and in the logs. It must never change. */
  id: string
  /** Name that the user sees on the Connect page. */
  name: string
  /** The API key itself, `alter_key_app_…`. Default: none; give its hash instead. */
  api_key?: string
  /** SHA-256 of the API key in hex. Default: none; give the key itself instead. */
  api_key_sha256?: string
  /** Accepts only keys that `alter-vault keys app create` made, so that no key is needed here. Default: false. */
  database_keys_only?: boolean
  /** Requires a user's JWT with every call, whichever key it carries. Default: false. */
  user_token_required?: boolean
  /** Origins that may open the Connect page or receive its result. */
  origins: string[]
  /** Who signs the app's users in. */
  identity: IdentityConfig
  /** Providers that users may connect, by id: those of the catalog, which an editor completes, and custom ones. */
  providers: Partial<Record<CatalogId, ProviderConfig>> & Record<string, ProviderConfig>
  /** Rules for every use of a grant in this app. All of them must allow a use. Default: none. */
  policies?: PolicyRule[]
  /** Agents that are kept in this file. Agents that were made over the API are in the database. Default: none. */
  agents?: AgentConfig[]
  /** Webhook that tells the app about its grants. Default: none. */
  webhook?: WebhookConfig
  /** Look of the Connect page for this app. Default: the standard look. */
  brand?: BrandConfig
  /** What users may do in the Wallet. The Wallet needs `identity.client_id`. Default: the default of each setting. */
  wallet?: WalletConfig
}

/** What users may do in the Wallet beyond looking and disconnecting. */
export interface WalletConfig {
  /** Whether users may make this app forget them, as `DELETE /sdk/users/{id}` does. Default: false. */
  forget?: boolean
}

/** Webhook that tells the app about its grants. */
export interface WebhookConfig {
  /** Address that receives the events; https, except on localhost. */
  url: string
  /** Secret that signs the events: `whsec_` and 24 to 64 random bytes in base64. */
  secret: string
}
