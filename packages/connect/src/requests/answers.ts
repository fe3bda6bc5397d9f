import { RequestError } from './request-error.ts'
import type { Grant, GrantStatus, ProviderInfo } from '@alter/protocol'

/** The list of `GET providers` */
export function readProviders(list: unknown): ProviderInfo[] {
  return read(list, (item): item is ProviderInfo => areStrings(item, 'id', 'name', 'logo_url'))
}

/** `GET connections` */
export function readConnections(body: unknown): Grant[] {
  return read(Object(body).connections, isGrant)
}

const STATUSES: Record<GrantStatus, true> = { active: true, expired: true, revoked: true, broken: true }

function isGrant(item: unknown): item is Grant {
  const {
    account_display_name,
    status,
    scopes,
    missing_scopes,
    created_at,
    last_used_at,
    expires_at,
    delegations,
  } = Object(item)
  return (
    areStrings(item, 'grant_id', 'provider', 'provider_name', 'account_identifier') &&
    Object.hasOwn(STATUSES, status) &&
    isListOf(scopes, isString) &&
    isListOf(missing_scopes, isString) &&
    isTime(created_at) &&
    (isAbsent(account_display_name) || isString(account_display_name)) &&
    (isAbsent(last_used_at) || isTime(last_used_at)) &&
    (isAbsent(expires_at) || isTime(expires_at)) &&
    (isAbsent(delegations) || isListOf(delegations, isDelegation))
  )
}

function isDelegation(item: unknown): boolean {
  const { agent, expires_at } = Object(item)
  return (
    areStrings(item, 'delegation_id') &&
    areStrings(agent, 'agent_id', 'display_name') &&
    (isAbsent(expires_at) || isTime(expires_at))
  )
}

/** Many backends write `null` for what is absent. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

function areStrings(item: unknown, ...names: string[]): boolean {
  return names.every((name) => isString(Object(item)[name]))
}

function isString(value: unknown): boolean {
  return typeof value === 'string'
}

/** `Intl` throws for any other. */
function isTime(value: unknown): boolean {
  return !Number.isNaN(Date.parse(String(value)))
}

function isListOf(list: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(list) && list.every(is)
}

function read<T>(list: unknown, is: (item: unknown) => item is T): T[] {
  if (!Array.isArray(list) || !list.every(is)) throw new RequestError('invalid_response', list)
  return list
}
