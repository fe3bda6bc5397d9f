import type { Connection, PageBrand, PageSession, ProviderField, ProviderInfo } from '@alter/protocol'

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

function areText(fields: Fields, names: string[]): boolean {
  return names.every((name) => typeof fields[name] === 'string')
}

function areTextIfThere(fields: Fields, names: string[]): boolean {
  return names.every((name) => fields[name] === undefined || typeof fields[name] === 'string')
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem)
}
