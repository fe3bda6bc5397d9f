import type { ApiKey, ApiKeyStatus } from '@alter/protocol'
import type { StoredKey } from './key-row.ts'

/** A key as it is listed: enough to recognise it, without its secret. */
export function describeKey(key: StoredKey, now: number): ApiKey {
  return {
    key_id: key.id,
    name: key.name,
    last_four: key.lastFour,
    scopes: key.scopes,
    ranges: key.ranges,
    user_token_required: key.userTokenRequired,
    status: statusOf(key, now),
    created_at: time(key.createdAt),
    last_used_at: key.lastUsedAt === null ? null : time(key.lastUsedAt),
    ...(key.expiresAt !== null && { expires_at: time(key.expiresAt) }),
    ...(key.deprecatedAt !== null && { deprecated_at: time(key.deprecatedAt) }),
    ...(key.revokedAt !== null && { revoked_at: time(key.revokedAt) }),
  }
}

export function statusOf(key: StoredKey, now: number): ApiKeyStatus {
  if (key.revokedAt !== null) return 'revoked'
  if (key.expiresAt !== null && now >= key.expiresAt) return 'expired'
  return key.deprecatedAt === null ? 'active' : 'deprecated'
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
