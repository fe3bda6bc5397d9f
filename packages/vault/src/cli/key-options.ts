import type { KeyScope } from '@alter/protocol'
import { createApiKeyRequest } from '@alter/protocol/schema'
import type { KeyRights } from '../identity/keys/key-row.ts'
import { type Options, UsageError } from './command.ts'
import { readDuration } from './duration.ts'

/** The name that tells a key from others. */
export function readKeyName({ name }: Options): string {
  if (name !== undefined && createApiKeyRequest.safeParse({ name }).success) return name
  throw new UsageError(
    '--name is missing or too long: give the key a name of 1 to 100 characters, such as "worker, production".',
  )
}

/** The rights of a new key, within those that such keys may have. */
export function readRights(options: Options, most: readonly KeyScope[], now: number): KeyRights {
  const scopes: KeyScope[] = []
  for (const asked of (options.scope ?? []).flatMap((text) => text.split(/[\s,]+/).filter(Boolean))) {
    const scope = most.find((known) => known === asked)
    if (!scope) throw new UsageError(`--scope: there is no scope "${asked}"; there are ${most.join(', ')}.`)
    if (!scopes.includes(scope)) scopes.push(scope)
  }
  const ranges = options.from ?? []
  if (ranges.length > 0 && !createApiKeyRequest.safeParse({ name: '-', ranges }).success) {
    throw new UsageError(
      '--from must be an IP address or a CIDR range, such as 192.0.2.0/24; at most 100 of them.',
    )
  }
  if (options.scope && scopes.length === 0) throw new UsageError('--scope names no scope.')
  return {
    scopes: scopes.length > 0 ? scopes : [...most],
    ranges,
    userTokenRequired: options['user-token-required'] ?? false,
    expiresAt: readEnd(options, now),
  }
}

/** The longest life of a key: ten years. Milliseconds. */
const LONGEST = 315_360_000_000

/** When a new key expires; `null` without `--expires`. */
export function readEnd({ expires }: Options, now: number): number | null {
  if (expires === undefined) return null
  const life = readDuration(expires)
  if (life !== undefined && life > 0 && life <= LONGEST) return now + life
  throw new UsageError(
    `--expires must be an age such as 30m, 12h or 90d, at most ten years, not "${expires}".`,
  )
}
