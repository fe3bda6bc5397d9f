import type { ApiKeyStatus, CreateApiKeyRequest, KeyScope } from '@alter/protocol'
import { checkOptions, type CallOptions } from './call.ts'
import type { Fields } from './fields.ts'
import { present } from './present.ts'
import type { Settings } from './settings.ts'
import { buildVaultCall, segment } from './vault-call.ts'
import { callVault } from './vault-client.ts'

/** A key of the app, as listed: never the key itself. */
export interface ApiKey {
  /** Names the key; it is no secret. */
  keyId: string
  /** What the app calls it. */
  name: string
  /** The last four characters of the key, to recognise it by. */
  lastFour: string
  /** What it may do. */
  scopes: (KeyScope | (string & {}))[]
  /** Addresses and CIDR ranges it may be used from; empty for all. */
  ranges: string[]
  /** Whether each of its calls needs a user's JWT too. */
  userTokenRequired: boolean
  /** `deprecated` keys still open what they did. */
  status: ApiKeyStatus
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601; `null` when never used, and up to a minute behind. */
  lastUsedAt: string | null
  /** ISO 8601; absent for a key without an end. */
  expiresAt?: string
  /** ISO 8601. Absent before that. */
  deprecatedAt?: string
  /** ISO 8601. Absent before that. */
  revokedAt?: string
}

/** A new key with its secret, which nobody can read again. */
export interface CreatedApiKey extends ApiKey {
  /** The key itself, shown this once. */
  apiKey: string
}

/** How a call about keys is made. */
type KeyCallOptions = Pick<CallOptions, 'timeout' | 'signal'>

/** What a new key may do. */
export interface CreateKeyOptions extends KeyCallOptions {
  /** What tells it from the others in a listing. */
  name: string
  /** Default: those of the key that asks. */
  scopes?: KeyScope[] | undefined
  /** Addresses and CIDR ranges it may be used from. Default: those of the key that asks. */
  ranges?: string[] | undefined
  /** Whether each of its calls needs a user's JWT too. Default: false. */
  userTokenRequired?: boolean | undefined
  /** Seconds that it lives. Default: as long as the key that asks. */
  expiresIn?: number | undefined
}

/** The app's own keys, for a key with the scope `secrets:write`. Each throws `InsufficientScopeError` without it. */
export interface Keys {
  /**
   * Makes a key that may do no more than the one that asks.
   * @example
   * const { apiKey } = await app.keys.create({ name: 'worker', scopes: ['request'], expiresIn: 90 * 86_400 })
   */
  create: (options: CreateKeyOptions) => Promise<CreatedApiKey>
  /** All keys of the app in the database, oldest first. */
  list: (options?: KeyCallOptions) => Promise<ApiKey[]>
  /** Marks a key that nobody should use any more. It goes on until it is revoked. */
  deprecate: (keyId: string, options?: KeyCallOptions) => Promise<ApiKey>
  /** Ends a key: every vault refuses it with the next call. */
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
