import type { ApiKeyStatus, CreateApiKeyRequest, KeyScope } from '@alter/protocol'
import { checkOptions, type CallOptions } from './call.ts'
import type { Fields } from './fields.ts'
import { present } from './present.ts'
import type { Settings } from './settings.ts'
import { buildVaultCall, segment } from './vault/vault-call.ts'
import { callVault } from './vault/vault-client.ts'

/** An API key of the app without its secret. */
export interface ApiKey {
  /** Id of the key. It is no secret. */
  keyId: string
  /** Name that the app gave it. */
  name: string
  /** The last four characters of the key, to recognise it by. */
  lastFour: string
  /** What it may do. */
  scopes: (KeyScope | (string & {}))[]
  /** Addresses and CIDR ranges that may use it; empty for all. */
  ranges: string[]
  /** Whether each of its calls also needs a user's JWT. */
  userTokenRequired: boolean
  /** A `deprecated` key still works. */
  status: ApiKeyStatus
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601, up to a minute late; `null` when it was never used. */
  lastUsedAt: string | null
  /** ISO 8601. Absent for a key that does not expire. */
  expiresAt?: string
  /** ISO 8601. Absent for a key that is not deprecated. */
  deprecatedAt?: string
  /** ISO 8601. Absent for a key that is not revoked. */
  revokedAt?: string
}

/** A new key with its secret, which cannot be read again later. */
export interface CreatedApiKey extends ApiKey {
  /** The key itself. It is shown only here. */
  apiKey: string
}

/** Options of a call about keys. */
type KeyCallOptions = Pick<CallOptions, 'timeout' | 'signal'>

/** A new key. */
export interface CreateKeyOptions extends KeyCallOptions {
  /** Name that tells it from others in a listing. */
  name: string
  /** What it may do. Default: the scopes of the calling key. */
  scopes?: KeyScope[] | undefined
  /** Addresses and CIDR ranges that may use it. Default: those of the calling key. */
  ranges?: string[] | undefined
  /** Whether each of its calls also needs a user's JWT. Default: false. */
  userTokenRequired?: boolean | undefined
  /** Life in seconds. Default: as long as the calling key. */
  expiresIn?: number | undefined
}

/** The app's own keys, for a key with the scope `secrets:write`. Each throws `InsufficientScopeError` without it. */
export interface Keys {
  /**
   * Creates a key with no more rights than the calling key.
   * @example
   * const { apiKey } = await app.keys.create({ name: 'worker', scopes: ['request'], expiresIn: 90 * 86_400 })
   */
  create: (options: CreateKeyOptions) => Promise<CreatedApiKey>
  /** All keys of the app in the database, oldest first. */
  list: (options?: KeyCallOptions) => Promise<ApiKey[]>
  /** Marks a key as deprecated. It works until it is revoked. */
  deprecate: (keyId: string, options?: KeyCallOptions) => Promise<ApiKey>
  /** Revokes a key: every vault refuses it from the next call on. */
  revoke: (keyId: string, options?: KeyCallOptions) => Promise<ApiKey>
}

const PATH = '/sdk/keys'

export function createKeys(settings: Settings): Keys {
  function end(how: 'deprecate' | 'revoke') {
    return async (keyId: string, options: KeyCallOptions = {}): Promise<ApiKey> => {
      checkOptions(options, `keys.${how}(keyId, { timeout: 5_000 })`)
      const path = `${PATH}/${segment(keyId, 'keyId')}/${how}`
      return callVault(settings, buildVaultCall(settings, options, { method: 'POST', path }), readKey)
    }
  }
  return {
    async create(options) {
      checkOptions(options, "keys.create({ name: 'worker' })")
      const body: CreateApiKeyRequest = present({
        name: options.name,
        scopes: options.scopes,
        ranges: options.ranges,
        user_token_required: options.userTokenRequired,
        expires_in: options.expiresIn,
      })
      const call = buildVaultCall(settings, options, { method: 'POST', path: PATH, body })
      return callVault(settings, call, readCreatedKey)
    },
    async list(options = {}) {
      checkOptions(options, 'keys.list({ timeout: 5_000 })')
      const call = buildVaultCall(settings, options, { method: 'GET', path: PATH })
      return callVault(settings, call, (fields) => fields.list('keys', readKey))
    },
    deprecate: end('deprecate'),
    revoke: end('revoke'),
  }
}

export function readCreatedKey(fields: Fields): CreatedApiKey {
  return { ...readKey(fields), apiKey: fields.text('api_key') }
}

export function readKey(fields: Fields): ApiKey {
  return present({
    keyId: fields.text('key_id'),
    name: fields.text('name'),
    lastFour: fields.text('last_four'),
    scopes: fields.texts('scopes'),
    ranges: fields.texts('ranges'),
    userTokenRequired: fields.flag('user_token_required'),
    status: fields.oneOf('status', ['active', 'deprecated', 'expired', 'revoked']),
    createdAt: fields.text('created_at'),
    lastUsedAt: fields.nullableText('last_used_at'),
    expiresAt: fields.optionalText('expires_at'),
    deprecatedAt: fields.optionalText('deprecated_at'),
    revokedAt: fields.optionalText('revoked_at'),
  })
}
