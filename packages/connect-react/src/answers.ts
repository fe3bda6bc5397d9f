import type { Grant, GrantStatus, ProviderInfo } from './wire.ts'

/** What minting answered. */
export interface MintedSession {
  session_token: string
  connect_url?: string
}

/** `POST session` */
export function readSession(body: unknown): MintedSession {
  const { session_token, connect_url } = object(body)
  if (typeof session_token !== 'string') throw new TypeError('session_token is no string')
  return typeof connect_url === 'string' ? { session_token, connect_url } : { session_token }
}

/** `GET providers` */
export function readProviders(body: unknown): ProviderInfo[] {
  return list(object(body)['providers'], isProvider)
}

/** `GET connections` */
export function readConnections(body: unknown): Grant[] {
  return list(object(body)['connections'], isGrant)
}

/** An answer of which nothing is needed. */
export function ignore(): void {}

const STATUSES: Record<GrantStatus, true> = { active: true, expired: true, revoked: true, broken: true }

function isGrant(value: unknown): value is Grant {
  const grant = object(value)
  return (
    strings(grant['grant_id'], grant['provider'], grant['provider_name'], grant['account_identifier']) &&
    strings(grant['created_at'], grant['logo_url'], grant['status']) &&
    Object.hasOwn(STATUSES, String(grant['status'])) &&
    [grant['scopes'], grant['missing_scopes']].every(
      (scopes) => Array.isArray(scopes) && strings(...scopes),
    ) &&
    typeof grant['is_default'] === 'boolean' &&
    (grant['last_used_at'] === null || strings(grant['last_used_at']))
  )
}

function isProvider(value: unknown): value is ProviderInfo {
  const provider = object(value)
  return strings(provider['id'], provider['name'], provider['logo_url'])
}

function strings(...values: unknown[]): boolean {
  return values.every((value) => typeof value === 'string')
}

function list<T>(value: unknown, is: (item: unknown) => item is T): T[] {
  if (!Array.isArray(value) || !value.every(is)) throw new TypeError('not the list that was asked for')
  return value
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object')
  return { ...value }
}
