import type { Connection, PageSession, ProviderField, ProviderInfo } from '@alter/protocol'

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
    areTextIfThere(value, ['allowed_origin', 'return_url', 'error', 'error_description']) &&
    STATUSES.has(value['status']) &&
    DELIVERIES.has(value['delivery']) &&
    isFields(value['app']) &&
    areText(value['app'], ['name']) &&
    isListOf(value['providers'], isProvider) &&
    isListOf(value['grants'], isConnection) &&
    typeof value['expires_in'] === 'number'
  )
}

function isProvider(value: unknown): value is ProviderInfo {
  return isFields(value) && areText(value, ['id', 'name', 'logo_url']) && isListOf(value['fields'], isField)
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
