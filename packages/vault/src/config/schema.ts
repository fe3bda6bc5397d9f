import type { PolicyRule } from '@alter/protocol'
import { policyRule } from '@alter/protocol/schema'
import { z } from 'zod'
import type { LogLevel } from '../log.ts'
import { ConfigError } from './error.ts'
import type { ConfigIssue } from './error.ts'
import { IDENTITY_PRESETS } from '../identity/presets.ts'
import { CLIENT_AUTHENTICATIONS } from '../providers/entry.ts'
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
  /** Seconds a Connect session lives; at least 5. Default 600. */
  session_ttl?: number
  /** Private addresses the vault may call: all, or `host:port` and CIDR entries. Default none. */
  allow_private_network?: boolean | string[]
  /** CIDRs of proxies whose `X-Forwarded-For` is believed. */
  trusted_proxies?: string[]
  /** 32 bytes in base64 or hex. Default `ALTER_MASTER_KEY`. */
  master_key?: string
  /** Seconds to wait for a provider's answer. Default 10. */
  provider_timeout?: number
  /** Default `info`. */
  log?: LogLevel
  /** Bearer token that `/metrics` asks for. Default `ALTER_METRICS_TOKEN`; without one there are no metrics. */
  metrics_token?: string
  apps: AppConfig[]
}

export interface AppConfig {
  id: string
  /** Shown to the user on the Connect page. */
  name: string
  /** `alter_key_app_…`; or its hash. */
  api_key?: string
  /** SHA-256 of the API key in hex. */
  api_key_sha256?: string
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
  /** Knows where the keys are and which claims say what. */
  preset?: (typeof IDENTITY_PRESETS)[number]
  /** Of the tenant, such as `acme.eu.auth0.com`. */
  domain?: string
  audience?: string | string[]
  /** Allowed `azp` values, for tokens without `aud`. */
  authorized_parties?: string[]
  /** Default: from the issuer's discovery document. */
  jwks_uri?: string
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
  /** Rules over every use of this provider, beside those of the app. */
  policies?: PolicyRule[]
}

const text = z.string().min(1, 'must not be empty')
const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })

const isWebhookSecret = (secret: string): boolean => {
  const key = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1]
  const length = key === undefined ? 0 : Buffer.from(key, 'base64').length
  return length >= 24 && length <= 64
}

const policies = z.array(policyRule).exactOptional()

const providerConfig = z.strictObject({
  client_id: text.exactOptional(),
  client_secret: text.exactOptional(),
  scopes: z.array(text).exactOptional(),
  required_scopes: z.array(text).exactOptional(),
  strict_scopes: z.boolean().exactOptional(),
  scope_labels: z.record(z.string(), text).exactOptional(),
  policies,
  name: text.exactOptional(),
  issuer: url.exactOptional(),
  authorization_endpoint: url.exactOptional(),
  token_endpoint: url.exactOptional(),
  userinfo_endpoint: url.exactOptional(),
  revocation_endpoint: url.exactOptional(),
  refresh_endpoint: url.exactOptional(),
  openid: z.boolean().exactOptional(),
  api_hosts: z
    .array(z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$/, 'must be host or host:port in lower case, without *'))
    .exactOptional(),
  scope_separator: z.enum([' ', ',']).exactOptional(),
  authorization_parameters: z.record(z.string(), z.string()).exactOptional(),
  client_authentication: z.enum(CLIENT_AUTHENTICATIONS).exactOptional(),
  account: z
    .strictObject({
      id: z.array(text).min(1),
      identifier: z.array(text).min(1),
      display_name: z.array(text),
      email: z.array(text),
      case_sensitive: z.boolean().exactOptional(),
    })
    .exactOptional(),
})

const appConfig = z.strictObject({
  id: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -'),
  name: text,
  api_key: z
    .string()
    .regex(/^alter_key_app_[\w-]{16,}$/, 'must be alter_key_app_ and at least 16 random characters')
    .exactOptional(),
  api_key_sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
    .exactOptional(),
  origins: z.array(url),
  identity: z.strictObject({
    issuer: url.exactOptional(),
    preset: z.enum(IDENTITY_PRESETS).exactOptional(),
    domain: z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a host name in lower case, without https://')
      .exactOptional(),
    audience: z.union([text, z.array(text).min(1)]).exactOptional(),
    authorized_parties: z.array(text).min(1).exactOptional(),
    jwks_uri: url.exactOptional(),
    claims: z
      .strictObject({
        user: text.exactOptional(),
        email: text.exactOptional(),
        name: text.exactOptional(),
        groups: text.exactOptional(),
      })
      .exactOptional(),
    webhook_secret: text
      .refine(
        (secret) => !secret.startsWith('whsec_') || isWebhookSecret(secret),
        'must be whsec_ and 24 to 64 bytes in base64',
      )
      .refine((secret) => secret.length >= 16, 'must be at least 16 characters')
      .exactOptional(),
  }),
  webhook: z
    .strictObject({
      url,
      secret: text.refine(isWebhookSecret, 'must be whsec_ and 24 to 64 bytes in base64'),
    })
    .exactOptional(),
  providers: z.record(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/), providerConfig),
  policies,
})

const vaultConfig = z.strictObject({
  public_url: url,
  data_dir: text.exactOptional(),
  database_url: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be postgres://user:password@host/database' })
    .exactOptional(),
  host: text.exactOptional(),
  port: z.int().min(0).max(65535).exactOptional(),
  session_ttl: z.int().min(5).exactOptional(),
  allow_private_network: z.union([z.boolean(), z.array(text)]).exactOptional(),
  trusted_proxies: z.array(z.union([z.cidrv4(), z.cidrv6()])).exactOptional(),
  master_key: text.exactOptional(),
  provider_timeout: z.number().positive().exactOptional(),
  log: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).exactOptional(),
  metrics_token: z.string().min(16, 'must be at least 16 characters').exactOptional(),
  apps: z.array(appConfig).min(1),
})

/** Checks the shape of a configuration; throws a {@link ConfigError} that names every setting at fault. */
export const parseConfig = (input: unknown): VaultConfig => {
  const result = vaultConfig.safeParse(input, {
    error: (issue) => (issue.input === undefined ? 'is missing' : undefined),
  })
  if (result.success) return result.data
  throw new ConfigError(result.error.issues.flatMap(configIssues))
}

const configIssues = (issue: z.core.$ZodIssue): ConfigIssue[] => {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }]
  const allowed = allowedKeys(issue.path)
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: `is not a known setting${allowed.length > 0 ? `; allowed: ${allowed.join(', ')}` : ''}`,
  }))
}

const allowedKeys = (path: PropertyKey[]): string[] => {
  let schema: unknown = vaultConfig
  for (const part of path) schema = inner(unwrap(schema), part)
  schema = unwrap(schema)
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

const inner = (schema: unknown, part: PropertyKey): unknown => {
  if (schema instanceof z.ZodObject) return schema.shape[String(part)]
  if (schema instanceof z.ZodArray) return schema.element
  return schema instanceof z.ZodRecord ? schema.valueType : undefined
}

const unwrap = (schema: unknown): unknown =>
  schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional ? schema.unwrap() : schema
