import { policyRule } from '@alter/protocol/schema'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { IDENTITY_PRESETS } from './identity-presets.ts'
import { credentialFault } from '../providers/credential-fault.ts'
import { CLIENT_AUTHENTICATIONS } from '../providers/entry.ts'
import { isOfAuthorization, isOfTokenRequest } from '../providers/own-parameters.ts'
import { ID_TOKEN_ALGORITHMS } from '../providers/id-token-algorithms.ts'
import { isForbidden } from '../providers/request-headers.ts'
import { agentConfig, MOST_FILE_AGENTS } from './agents.ts'
import { brandConfig } from './brand.ts'
import type { VaultConfig } from './config.ts'
import { HOST_RULE, isHost } from './host.ts'
import { metricsTokenFault } from './metrics-token.ts'
import { url } from './url.ts'

const requestHeader = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9a-z-]+$/i, 'is not a valid header name')
  .refine((name) => !isForbidden(name.toLowerCase()), 'is never passed on to a provider')

const text = z.string().min(1, 'must not be empty')
const credential = text.superRefine(refuse(credentialFault))

/** @param faultOf what is wrong with a text; `undefined` when nothing is */
function refuse(faultOf: (text: string) => string | undefined) {
  return (value: string, context: z.RefinementCtx): void => {
    const message = faultOf(value)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  }
}

/** `{…}` in it is filled in for each grant. */
const urlTemplate = z.string().superRefine((template, context) => {
  const { error } = url.safeParse(template.replaceAll(/\{[a-z]\w*\}/g, 'x'))
  if (error) context.addIssue({ code: 'custom', message: error.issues[0]?.message ?? '' })
})

const host = z.string().refine(isHost, HOST_RULE)

/** The vault reads a list of scopes at its spaces and commas, so it would never find such a scope granted. */
const scope = text.regex(/^[^\s,]*$/, 'must be one scope: write each one as an entry of its own')

const privatePlaces = z
  .union([z.boolean(), z.array(text)], 'must be true, false, or a list of host:port and CIDR')
  .superRefine((places, context) => {
    if (typeof places === 'boolean') return
    for (const [index, place] of places.entries()) {
      if (ipaddr.isValidCIDR(place) || (isHost(place) && /^[^{]*:\d+$/.test(place))) continue
      const message =
        'must be host:port, such as localhost:4402 or [::1]:4402, or a CIDR, such as 10.0.0.0/8 or 10.0.0.1/32'
      context.addIssue({ code: 'custom', path: [index], message })
    }
  })

function isWebhookSecret(secret: string): boolean {
  const key = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1]
  const length = key === undefined ? 0 : Buffer.from(key, 'base64').length
  return length >= 24 && length <= 64
}

const policies = z.array(policyRule).exactOptional()

const scopeName = text.regex(/^[^*]*\*?[^*]*$/, 'may contain at most one *')

/** Parameters that the operator adds. They must not be parameters of the protocol. */
function ownParameters(isTaken: (name: string) => boolean) {
  return z.record(z.string(), z.string()).superRefine((parameters, context) => {
    for (const name of Object.keys(parameters).filter(isTaken)) {
      context.addIssue({ code: 'custom', path: [name], message: 'is set by the vault itself' })
    }
  })
}

const scopeLabel = z.union(
  [text, z.record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, 'must be a language, such as de'), text)],
  'must be a text, or texts by language such as { "en": "see your calendars" }',
)

const providerConfig = z.strictObject({
  client_id: text.exactOptional(),
  client_secret: text.exactOptional(),
  scopes: z.array(scope).exactOptional(),
  required_scopes: z.array(scope).exactOptional(),
  strict_scopes: z.boolean().exactOptional(),
  scope_labels: z.record(z.string(), scopeLabel).exactOptional(),
  request_headers: z.array(requestHeader).exactOptional(),
  method_overrides: z.array(text).exactOptional(),
  policies,
  name: text.exactOptional(),
  issuer: url.exactOptional(),
  authorization_endpoint: urlTemplate.exactOptional(),
  token_endpoint: urlTemplate.exactOptional(),
  userinfo_endpoint: urlTemplate.exactOptional(),
  revocation_endpoint: urlTemplate.exactOptional(),
  refresh_endpoint: urlTemplate.exactOptional(),
  openid: z.boolean().exactOptional(),
  api_hosts: z.array(host).exactOptional(),
  scope_separator: z.enum([' ', ',']).exactOptional(),
  scope_rules: z
    .strictObject({
      no_permission: z.array(scopeName).exactOptional(),
      implies: z.record(scopeName, z.array(scopeName)).exactOptional(),
      aliases: z.record(text, text).exactOptional(),
      prefixes: z.array(text).exactOptional(),
      ignore_case: z.boolean().exactOptional(),
    })
    .exactOptional(),
  authorization_parameters: ownParameters(isOfAuthorization)
    .refine(({ prompt }) => !/\bnone\b/i.test(prompt ?? ''), {
      path: ['prompt'],
      error: 'must not be none: the provider must always ask the user',
    })
    .exactOptional(),
  token_parameters: ownParameters(isOfTokenRequest).exactOptional(),
  pkce: z.boolean().exactOptional(),
  learned: z
    .record(
      z.string().regex(/^[a-z]\w*$/, 'must be a name in lower case'),
      z.strictObject({
        from: text,
        in: z.enum(['token', 'callback']).exactOptional(),
        public: z.boolean().exactOptional(),
        host_suffixes: z
          .array(
            z
              .string()
              .regex(
                /^([a-z0-9-]+(\.[a-z0-9-]+)+|([a-z0-9-]+\.)*localhost)(:\d{1,5})?$/,
                'must be a domain in lower case, such as example.com',
              )
              .refine(isHost, HOST_RULE),
          )
          .min(1)
          .exactOptional(),
      }),
    )
    .exactOptional(),
  client_authentication: z.enum(CLIENT_AUTHENTICATIONS).exactOptional(),
  id_token_algorithms: z.array(z.enum(ID_TOKEN_ALGORITHMS)).min(1).exactOptional(),
  bearer_token_types: z.array(text).exactOptional(),
  denial_errors: z.array(text).exactOptional(),
  revocation_ends_access: z.boolean().exactOptional(),
  manage_url: url.exactOptional(),
  account: z
    .strictObject({
      id: z.array(text).min(1),
      identifier: z.array(text).min(1),
      display_name: z.array(text),
      email: z.array(text),
      email_verified: z.array(text).exactOptional(),
      case_sensitive: z.boolean().exactOptional(),
    })
    .exactOptional(),
})

/** Ids are keys of objects, and `constructor` is there before anybody sets it. */
const providerId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits, _ or -, such as google')
  .refine((id) => id !== 'constructor', 'cannot be the id of a provider')

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
  database_keys_only: z.boolean().exactOptional(),
  user_token_required: z.boolean().exactOptional(),
  origins: z.array(url),
  identity: z.strictObject({
    issuer: url.exactOptional(),
    former_issuers: z.array(url).exactOptional(),
    preset: z.enum(IDENTITY_PRESETS).exactOptional(),
    domain: z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a host name in lower case, without https://')
      .refine(isHost, HOST_RULE)
      .exactOptional(),
    audience: z.union([text, z.array(text).min(1)]).exactOptional(),
    authorized_parties: z.array(text).min(1).exactOptional(),
    jwks_uri: url.exactOptional(),
    keys_kept_hours: z.number().min(0).max(168).exactOptional(),
    claims: z
      .strictObject({
        user: text.exactOptional(),
        email: text.exactOptional(),
        name: text.exactOptional(),
        groups: text.exactOptional(),
      })
      .exactOptional(),
    webhook_secret: credential
      .refine(
        (secret) => !secret.startsWith('whsec_') || isWebhookSecret(secret),
        'must be whsec_ and 24 to 64 bytes in base64',
      )
      .refine((secret) => secret.length >= 16, 'must be at least 16 characters')
      .exactOptional(),
    client_id: credential.exactOptional(),
    client_secret: credential.exactOptional(),
    client_authentication: z.enum(CLIENT_AUTHENTICATIONS).exactOptional(),
    id_token_claims: z
      .strictObject({
        user: text.exactOptional(),
        email: text.exactOptional(),
        name: text.exactOptional(),
      })
      .exactOptional(),
  }),
  wallet: z.strictObject({ forget: z.boolean().exactOptional() }).exactOptional(),
  webhook: z
    .strictObject({
      url,
      secret: text.refine(isWebhookSecret, 'must be whsec_ and 24 to 64 bytes in base64'),
    })
    .exactOptional(),
  providers: z.record(providerId, providerConfig),
  policies,
  agents: z.array(agentConfig).max(MOST_FILE_AGENTS).exactOptional(),
  brand: brandConfig.exactOptional(),
})

const limit = z.int().min(1).max(1_000_000).exactOptional()

const DAYS_RULE = 'must be a whole number of days from 1 to 36500, or forever'

/** The shape of a configuration. `resolveSettings` checks whether its values fit together. */
export const vaultConfig: z.ZodType<VaultConfig> = z.strictObject({
  public_url: url,
  data_dir: text.exactOptional(),
  database_url: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be postgres://user:password@host/database' })
    .exactOptional(),
  host: text.exactOptional(),
  port: z.int().min(0).max(65535).exactOptional(),
  session_ttl: z.int().min(5).max(86_400).exactOptional(),
  allow_private_network: privatePlaces.exactOptional(),
  proxy_resolves: z.boolean().exactOptional(),
  trusted_proxies: z
    .array(z.union([z.cidrv4(), z.cidrv6()], 'must be a CIDR, such as 10.0.0.0/8 or 10.0.0.1/32'))
    .exactOptional(),
  master_key: text.exactOptional(),
  provider_timeout: z.number().positive().max(600).exactOptional(),
  log: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).exactOptional(),
  audit_days: z
    .union([z.int(DAYS_RULE).min(1, DAYS_RULE).max(36_500, DAYS_RULE), z.literal('forever')], DAYS_RULE)
    .exactOptional(),
  audit: z.enum(['keep', 'strict']).exactOptional(),
  audit_paths: z.boolean().exactOptional(),
  metrics_token: z.string().superRefine(refuse(metricsTokenFault)).exactOptional(),
  limits: z
    .strictObject({
      sessions_per_user: limit,
      sessions_per_app: limit,
      uses_per_user_per_minute: limit,
      grants_per_user: limit,
    })
    .exactOptional(),
  apps: z.array(appConfig).min(1),
})
