import { type PolicyRule, SECURE_RULE } from '@alter/protocol'
import { sha256 } from '../crypto/hash.ts'
import { type IdentitySettings, resolveIdentity } from './identity-presets.ts'
import type { LogLevel } from '../log.ts'
import { type EgressProxy, readEgressProxy } from '../outbound/egress-proxy.ts'
import { type Provider, resolveProvider } from '../providers/provider.ts'
import type { DatabaseSettings } from '../storage/database.ts'
import { ORIGIN_RULE, isSecure, parseOrigin } from './web-address.ts'
import { type FileAgent, resolveAgents } from './agents.ts'
import type { BrandConfig } from './brand.ts'
import { metricsTokenFault } from './metrics-token.ts'
import { NO_WALLET, unanswerable } from './user-approval.ts'
import { ConfigError, type ConfigIssue } from '../config-error.ts'
import { parseConfig } from './parse.ts'
import type { AppConfig, VaultConfig, WalletConfig, WebhookConfig } from './config.ts'

/** The configuration, checked and with every default filled in. */
export interface Settings {
  /** Without a trailing slash. */
  publicUrl: string
  database: DatabaseSettings
  host: string
  port: number
  /** Milliseconds. */
  sessionTtl: number
  allowPrivateNetwork: boolean | string[]
  /** The proxy for outgoing https calls; `null` for none. */
  egressProxy: EgressProxy | null
  trustedProxies: string[]
  masterKey: string | undefined
  /** Milliseconds. */
  providerTimeout: number
  log: LogLevel
  metricsToken: string | undefined
  /** Milliseconds; `null` to keep rows for ever. */
  auditLife: number | null
  /** Whether each audit row is written before anything is sent to the provider. */
  strictAudit: boolean
  /** Whether the audit keeps the path of each use. */
  auditPaths: boolean
  limits: Limits
  apps: App[]
}

/** What one user or one app may do at most. */
export interface Limits {
  /** In one `sessionTtl`. */
  sessionsPerUser: number
  /** In one `sessionTtl`. */
  sessionsPerApp: number
  usesPerUserPerMinute: number
  grantsPerUser: number
}

export interface App {
  id: string
  name: string
  /** Hash of the key in the config file; `null` when only the database holds keys. */
  apiKeyHash: string | null
  /** Whether each call needs a user's JWT besides the key. */
  userTokenRequired: boolean
  origins: string[]
  identity: IdentitySettings
  providers: ReadonlyMap<string, Provider>
  policies: PolicyRule[]
  /** Agents of the config file. */
  agents: FileAgent[]
  webhook: WebhookConfig | null
  brand: BrandConfig
  wallet: Required<WalletConfig>
}

/** Checks a configuration of unknown shape; throws a {@link ConfigError} that names every setting at fault. */
export function resolveSettings(input: unknown, environment: NodeJS.ProcessEnv): Settings {
  const config = parseConfig(input)
  const issues: ConfigIssue[] = []
  function report(path: PropertyKey[], message: string): void {
    return void issues.push({ path, message })
  }

  const publicUrl = new URL(config.public_url)
  if (!isSecure(publicUrl)) {
    report(['public_url'], 'must be https, except on localhost: session cookies need it')
  }
  if (publicUrl.search || publicUrl.hash) report(['public_url'], 'must have no query and no fragment')
  const apps = config.apps.map((app, index) => resolveApp(app, ['apps', index], environment, report))
  reportDuplicates(
    apps.map(({ id }) => id),
    'id',
    report,
  )
  reportDuplicates(
    apps.map(({ id, apiKeyHash }) => apiKeyHash ?? `none of ${id}`),
    'api_key',
    report,
  )
  reportSharedKeys(apps, report)
  const metricsToken = config.metrics_token ?? (environment['ALTER_METRICS_TOKEN'] || undefined)
  const metricsFault = metricsToken === undefined ? undefined : metricsTokenFault(metricsToken)
  if (metricsFault !== undefined) report(['ALTER_METRICS_TOKEN'], metricsFault)
  const egressProxy = chooseProxy(environment, config.proxy_resolves ?? false, report)
  if (issues.length > 0) throw new ConfigError(issues)

  return {
    publicUrl: publicUrl.href.replace(/\/+$/, ''),
    database: chooseDatabase(config, environment),
    host: config.host ?? '127.0.0.1',
    port: config.port ?? 4401,
    sessionTtl: (config.session_ttl ?? 600) * 1000,
    allowPrivateNetwork: config.allow_private_network ?? false,
    egressProxy,
    trustedProxies: config.trusted_proxies ?? [],
    masterKey: config.master_key,
    // 16.1 * 1000 is 16100.000000000002 in floating point.
    providerTimeout: Math.ceil((config.provider_timeout ?? 10) * 1000),
    log: config.log ?? 'info',
    metricsToken,
    auditLife: config.audit_days === 'forever' ? null : (config.audit_days ?? 365) * 86_400_000,
    strictAudit: config.audit === 'strict',
    auditPaths: config.audit_paths ?? true,
    limits: {
      sessionsPerUser: config.limits?.sessions_per_user ?? 100,
      sessionsPerApp: config.limits?.sessions_per_app ?? 1000,
      usesPerUserPerMinute: config.limits?.uses_per_user_per_minute ?? 12_000,
      grantsPerUser: config.limits?.grants_per_user ?? 1000,
    },
    apps,
  }
}

/** A `DATABASE_URL` that names no PostgreSQL is meant for another program. */
function chooseDatabase(
  { database_url, data_dir }: VaultConfig,
  { DATABASE_URL }: NodeJS.ProcessEnv,
): DatabaseSettings {
  const url = database_url ?? (/^postgres(ql)?:/.test(DATABASE_URL ?? '') ? DATABASE_URL : undefined)
  return url === undefined ? { kind: 'sqlite', folder: data_dir ?? '.alter' } : { kind: 'postgres', url }
}

/** Reads the variables as other programs do: the lower-case name first, and an empty value counts as none. */
function chooseProxy(
  { https_proxy, HTTPS_PROXY, no_proxy, NO_PROXY }: NodeJS.ProcessEnv,
  resolves: boolean,
  report: Report,
): EgressProxy | null {
  const text = https_proxy ?? HTTPS_PROXY ?? ''
  if (text === '') return null
  try {
    return readEgressProxy(text, no_proxy ?? NO_PROXY ?? '', resolves)
  } catch (error) {
    report(
      [https_proxy === undefined ? 'HTTPS_PROXY' : 'https_proxy'],
      error instanceof Error ? error.message : '',
    )
    return null
  }
}

type Report = (path: PropertyKey[], message: string) => void

function resolveApp(
  app: AppConfig,
  path: PropertyKey[],
  environment: NodeJS.ProcessEnv,
  report: Report,
): App {
  reportApiKey(app, path, report)
  for (const [index, origin] of app.origins.entries()) {
    const parsed = parseOrigin(origin)
    if (parsed === undefined) report([...path, 'origins', index], ORIGIN_RULE)
    else if (!isSecure(new URL(parsed))) report([...path, 'origins', index], SECURE_RULE)
  }
  const resolved = resolveIdentity(app.identity)
  if ('setting' in resolved) report([...path, 'identity', resolved.setting], resolved.message)
  const identity = { issuer: '', ...app.identity, ...('setting' in resolved ? {} : resolved) }
  for (const setting of ['issuer', 'jwks_uri'] as const) {
    const value = app.identity[setting]
    if (value !== undefined && !isSecure(new URL(value))) report([...path, 'identity', setting], SECURE_RULE)
  }
  if (app.webhook && !isSecure(new URL(app.webhook.url))) report([...path, 'webhook', 'url'], SECURE_RULE)
  function reportUnanswerable(rules: PolicyRule[] = [], ...place: PropertyKey[]): void {
    const index = unanswerable(rules, app)
    if (index !== undefined) report([...path, ...place, 'policies', index, 'approver'], NO_WALLET)
  }
  reportUnanswerable(app.policies)
  for (const [index, agent] of (app.agents ?? []).entries()) {
    reportUnanswerable(agent.policies, 'agents', index)
  }
  const logo = app.brand?.logo
  if (logo !== undefined && !isSecure(new URL(logo))) report([...path, 'brand', 'logo'], SECURE_RULE)
  const providers = new Map<string, Provider>()
  for (const [id, config] of Object.entries(app.providers)) {
    const place = [...path, 'providers', id]
    reportUnanswerable(config.policies, 'providers', id)
    for (const setting of ENDPOINTS) {
      const value = config[setting]?.replaceAll(/\{\w+\}/g, 'x')
      if (value !== undefined && !isSecure(new URL(value))) report([...place, setting], SECURE_RULE)
    }
    const provider = resolveProvider(id, config, environment)
    if ('message' in provider)
      report(provider.setting ? [...place, provider.setting] : place, provider.message)
    else providers.set(id, provider)
  }
  return {
    id: app.id,
    name: app.name,
    apiKeyHash: app.database_keys_only === true ? null : (app.api_key_sha256 ?? sha256(app.api_key ?? '')),
    userTokenRequired: app.user_token_required ?? false,
    origins: app.origins.map((origin) => parseOrigin(origin) ?? origin),
    identity,
    providers,
    policies: app.policies ?? [],
    agents: resolveAgents({ ...app, providers }, (place, message) =>
      report([...path, 'agents', ...place], message),
    ),
    webhook: app.webhook ?? null,
    brand: app.brand ?? {},
    wallet: { forget: app.wallet?.forget ?? false },
  }
}

function reportApiKey(app: AppConfig, path: PropertyKey[], report: Report): void {
  const given = [app.api_key, app.api_key_sha256].filter((key) => key !== undefined)
  if (app.database_keys_only === true) {
    if (given.length > 0)
      report([...path, 'database_keys_only'], 'cannot be used together with api_key or api_key_sha256')
  } else if (given.length !== 1) {
    report([...path, 'api_key'], 'set one of api_key and api_key_sha256, or set database_keys_only: true')
  }
}

const ENDPOINTS = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'revocation_endpoint',
  'refresh_endpoint',
  'manage_url',
] as const

/** A key must belong to one app, or nobody could tell whose call it is. */
function reportSharedKeys(apps: App[], report: Report): void {
  const taken = new Set<string>()
  for (const [place, { agents }] of apps.entries()) {
    for (const [index, { keyHashes }] of agents.entries()) {
      const isShared = keyHashes.some((hash) => taken.has(hash)) || new Set(keyHashes).size < keyHashes.length
      if (isShared)
        report(['apps', place, 'agents', index, 'api_key'], 'is used twice: give each key to one agent')
      for (const hash of keyHashes) taken.add(hash)
    }
  }
}

function reportDuplicates(values: string[], setting: string, report: Report): void {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) !== index) report(['apps', index, setting], 'is also used by another app')
  }
}
