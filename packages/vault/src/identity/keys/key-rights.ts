import type { KeyScope } from '@alter/protocol'
import { isWithin } from '../../address-ranges.ts'
import { ProblemError } from '../../problem.ts'
import type { KeyRights, StoredKey } from './key-row.ts'

/** The rights that a new key should have. */
interface AskedRights {
  scopes?: KeyScope[]
  ranges?: string[]
  user_token_required?: boolean
  expires_in?: number
}

/**
 * The rights of a new key, within those that such keys may have. Throws `insufficient_scope` for more than the maker's
 * own rights.
 * @param maker `null` for the key of the config file, which may do everything
 * @param field name of the scopes in the request
 */
export function rightsOf(
  body: AskedRights,
  maker: StoredKey | null,
  { most, now, field = 'scopes' }: { most: readonly KeyScope[]; now: number; field?: string },
): KeyRights {
  const theirs = maker === null ? most : maker.scopes.filter((scope) => most.includes(scope))
  const rights: KeyRights = {
    scopes: [...new Set(body.scopes ?? theirs)],
    ranges: body.ranges ?? maker?.ranges ?? [],
    userTokenRequired: body.user_token_required ?? false,
    expiresAt: body.expires_in === undefined ? (maker?.expiresAt ?? null) : now + body.expires_in * 1000,
  }
  if (maker === null) return rights
  const beyond = rights.scopes.find((scope) => !maker.scopes.includes(scope))
  if (beyond !== undefined) throw wider(field, `this key does not have ${beyond}`)
  if (rights.scopes.length === 0) throw wider(field, `this key has none of ${most.join(', ')}`)
  if (!isWithin(rights.ranges, maker.ranges)) {
    throw wider('ranges', `this key may be used from ${maker.ranges.join(', ')} only`)
  }
  const isLonger = maker.expiresAt !== null && (rights.expiresAt ?? Infinity) > maker.expiresAt
  if (isLonger) throw wider('expires_in', 'this key ends earlier')
  return rights
}

function wider(field: string, why: string): ProblemError {
  return new ProblemError(
    'insufficient_scope',
    `${field}: a key cannot make a key that may do more than itself: ${why}.`,
    {
      field,
    },
  )
}
