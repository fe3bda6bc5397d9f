import type { PolicyRule } from '@alter/protocol'
import { printableLabel } from '../label.ts'
import { catalog } from './catalog/catalog.ts'
import { credentialFault } from './credential-fault.ts'
import { custom } from './custom.ts'
import type { Endpoints, ProviderEntry } from './entry.ts'
import type { ScopeLabels } from './localized.ts'
import type { ProviderConfig } from './provider-config.ts'
import { mergeScopeRules, scopesHeld } from './scopes.ts'
import { templateFault } from './template-fault.ts'
import type { Values } from './templates.ts'

/** A provider as one app uses it: its catalog entry, changed by the configuration. */
export interface Provider extends ProviderEntry, Endpoints {
  id: string
  client_id: string
  client_secret: string | null
  /** The operator's scopes, without {@link ProviderEntry.identity_scopes}. */
  scopes: string[]
  required_scopes: string[]
  strict_scopes: boolean
  /** The operator's descriptions of scopes, by scope. */
  scope_labels: ScopeLabels
  policies: PolicyRule[]
  /** The values that this provider was filled with; empty before. */
  values: Values
}

/** Why a provider cannot be used, with the setting at fault. */
export type ProviderFault = { setting: keyof ProviderConfig | null; message: string }

/** Combines the catalog entry and the configuration. Missing credentials come from the environment. */
export function resolveProvider(
  id: string,
  config: ProviderConfig,
  environment: NodeJS.ProcessEnv,
): Provider | ProviderFault {
  const entry = entryOf(id, config)
  if (!entry) {
    const known = [...catalog.keys()].join(', ')
    return {
      setting: null,
      message: `is not in the catalog (${known}); a custom provider needs issuer, or authorization_endpoint and token_endpoint`,
    }
  }
  const prefix = `ALTER_${id.toUpperCase().replaceAll('-', '_')}`
  const clientId = config.client_id ?? environment[`${prefix}_CLIENT_ID`]
  if (!clientId) return { setting: 'client_id', message: `is missing; set it here or in ${prefix}_CLIENT_ID` }
  const clientSecret = config.client_secret ?? environment[`${prefix}_CLIENT_SECRET`] ?? null
  if (!clientSecret && (config.client_authentication ?? entry.client_authentication) !== 'none') {
    return { setting: 'client_secret', message: `is missing; set it here or in ${prefix}_CLIENT_SECRET` }
  }
  for (const [setting, text] of [
    ['client_id', clientId],
    ['client_secret', clientSecret ?? ''],
  ] as const) {
    const message = credentialFault(text)
    if (message !== undefined) return { setting, message }
  }
  const scopes = config.scopes ?? []
  const scope_rules = mergeScopeRules(entry.scope_rules, config.scope_rules)
  const [unasked] = missingScopes({ scope_rules }, config.required_scopes ?? [], scopes)
  if (unasked !== undefined) {
    return { setting: 'required_scopes', message: `${unasked} is not in scopes (${scopes.join(', ')})` }
  }
  const stray = Object.keys(config.scope_labels ?? {}).find((scope) => !scopes.includes(scope))
  if (stray !== undefined) {
    return { setting: 'scope_labels', message: `${stray} is not in scopes (${scopes.join(', ')})` }
  }
  const learned = { ...entry.learned, ...config.learned }
  const template = templateFault(entry, learned, config)
  if (template) return template
  const { issuer, ...rest } = { ...entry, ...entry.endpoints, ...config }
  // With endpoints that are not the catalog's, the issuer is unknown.
  const isKnown = config.issuer !== undefined || config.authorization_endpoint === undefined
  const isDiscovered = rest.authorization_endpoint === undefined || rest.token_endpoint === undefined
  if (isDiscovered && issuer?.includes('{')) {
    return {
      setting: 'issuer',
      message: 'stands for many issuers: set the endpoints too, or set the address of one discovery document',
    }
  }
  return {
    ...rest,
    ...(issuer !== undefined && (isKnown || isDiscovered) && { issuer }),
    authorization_parameters: { ...entry.authorization_parameters, ...config.authorization_parameters },
    bearer_token_types: [
      ...entry.bearer_token_types,
      ...(config.bearer_token_types ?? []).map((type) => type.toLowerCase()),
    ],
    request_headers: [
      ...entry.request_headers,
      ...(config.request_headers ?? []).map((name) => name.toLowerCase()),
    ],
    denial_errors: [
      ...entry.denial_errors,
      ...(config.denial_errors ?? []).map((code) => code.toLowerCase()),
    ],
    method_overrides: [...entry.method_overrides, ...(config.method_overrides ?? [])],
    learned,
    id,
    client_id: clientId,
    client_secret: clientSecret,
    scopes,
    scope_rules,
    required_scopes: config.required_scopes ?? scopes,
    strict_scopes: config.strict_scopes ?? false,
    scope_labels: config.scope_labels ?? {},
    policies: config.policies ?? [],
    values: {},
  }
}

function entryOf(id: string, config: ProviderConfig): ProviderEntry | undefined {
  const known = catalog.get(id)
  // Another issuer has other endpoints. They come from its discovery document or from the configuration.
  if (known)
    return config.issuer === undefined
      ? known
      : { ...known, endpoints: {}, revocation: 'rfc7009', manage_url: null }
  const endpoints = config.authorization_endpoint !== undefined && config.token_endpoint !== undefined
  if (config.issuer === undefined && !endpoints) return undefined
  const openid = config.openid ?? !endpoints
  return { ...custom, name: id, openid, identity_scopes: openid ? custom.identity_scopes : [] }
}

/** The scopes to request, including those that identify the account. */
export function requestedScopes(provider: Provider): string[] {
  return [...new Set([...provider.identity_scopes, ...provider.scopes])]
}

const MOST_SCOPES = 200
const LONGEST_SCOPE = 256

/**
 * The first 200 scopes in `scope` of a token response. A scope with more than 256 characters or with unprintable ones
 * is left out, so a grant may claim less than it holds and never more.
 */
export function parseScopes(scope: string): string[] {
  const scopes = scope
    .split(/[\s,]+/)
    .filter((one) => one !== '' && printableLabel(one, LONGEST_SCOPE) === one)
  return [...new Set(scopes)].slice(0, MOST_SCOPES)
}

/** The required scopes that were not granted under any of their names. */
export function missingScopes(
  { scope_rules }: Pick<Provider, 'scope_rules'>,
  required: string[],
  granted: string[],
): string[] {
  const isHeld = scopesHeld(scope_rules, granted)
  return required.filter((scope) => !isHeld(scope))
}
