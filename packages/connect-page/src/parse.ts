import type {
  Connection,
  GrantAccount,
  PageAgent,
  PageBrand,
  PageSession,
  PolicyRule,
  ProviderField,
  ProviderInfo,
  Tightening,
} from '@alter/protocol'

type Fields = Record<string, unknown>

const STATUSES = new Set<unknown>([
  'pending',
  'open',
  'authorizing',
  'completed',
  'failed',
  'cancelled',
  'expired',
])
const DELIVERIES = new Set<unknown>(['popup', 'redirect', 'poll'])

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

export function isPageSession(value: unknown): value is PageSession {
  return (
    isFields(value) &&
    areText(value, ['session_id', 'user_label']) &&
    areTextIfThere(value, ['allowed_origin', 'return_url', 'error', 'error_description', 'locale']) &&
    STATUSES.has(value['status']) &&
    DELIVERIES.has(value['delivery']) &&
    isFields(value['app']) &&
    areText(value['app'], ['name']) &&
    isBrandIfThere(value['app']['brand']) &&
    isListOf(value['providers'], isProvider) &&
    isListOf(value['grants'], isConnection) &&
    (value['agent'] === undefined || isAgent(value['agent'])) &&
    typeof value['expires_in'] === 'number'
  )
}

function isProvider(value: unknown): value is ProviderInfo {
  return (
    isFields(value) &&
    areText(value, ['id', 'name', 'logo_url']) &&
    areTextIfThere(value, ['manage_url']) &&
    isListOf(value['scopes'], (scope): scope is string => typeof scope === 'string') &&
    isListOf(value['fields'], isField)
  )
}

function isBrandIfThere(value: unknown): value is PageBrand | undefined {
  if (value === undefined) return true
  const texts = ['logo_url', 'accent', 'accent_dark', 'privacy_url', 'terms_url', 'support_url']
  return isFields(value) && areTextIfThere(value, texts)
}

function isField(value: unknown): value is ProviderField {
  return (
    isFields(value) && areText(value, ['name', 'label']) && areTextIfThere(value, ['placeholder', 'pattern'])
  )
}

function isConnection(value: unknown): value is Connection {
  return isFields(value) && areText(value, ['grant_id', 'provider', 'provider_name', 'account_identifier'])
}

/** An agent without the fields that this page describes must not be asked about. */
function isAgent(value: unknown): value is PageAgent {
  return (
    isFields(value) &&
    areText(value, ['agent_id', 'name', 'display_name']) &&
    isListOf(value['rules'], isRule) &&
    isNumberIfThere(value['max_ttl_seconds']) &&
    (value['can_ask_user'] === undefined || value['can_ask_user'] === true) &&
    isFields(value['accounts']) &&
    Object.values(value['accounts']).every((accounts) => isListOf(accounts, isAccount)) &&
    (value['tightening'] === undefined || isTightening(value['tightening']))
  )
}

/** The fields of a rule are not checked, because page and vault are one release. */
function isRule(value: unknown): value is PolicyRule {
  return isFields(value) && areText(value, ['type'])
}

function isAccount(value: unknown): value is GrantAccount {
  return (
    isFields(value) &&
    areText(value, ['grant_id', 'account_identifier']) &&
    areTextIfThere(value, ['account_display_name'])
  )
}

function isTightening(value: unknown): value is Tightening {
  return isFields(value) && isNumberIfThere(value['ttl_seconds'])
}

function isNumberIfThere(value: unknown): boolean {
  return value === undefined || typeof value === 'number'
}

function areText(fields: Fields, names: string[]): boolean {
  return names.every((name) => typeof fields[name] === 'string')
}

function areTextIfThere(fields: Fields, names: string[]): boolean {
  return names.every((name) => fields[name] === undefined || typeof fields[name] === 'string')
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem)
}
