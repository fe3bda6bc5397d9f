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
  const { status, missing_scopes } = Object(item)
  return (
    areStrings(item, 'grant_id', 'provider', 'provider_name', 'account_identifier') &&
    Object.hasOwn(STATUSES, status) &&
    Array.isArray(missing_scopes)
  )
}

function areStrings(item: unknown, ...names: string[]): boolean {
  return names.every((name) => typeof Object(item)[name] === 'string')
}

function read<T>(list: unknown, is: (item: unknown) => item is T): T[] {
  if (!Array.isArray(list) || !list.every(is)) throw new RequestError('invalid_response', list)
  return list
}
