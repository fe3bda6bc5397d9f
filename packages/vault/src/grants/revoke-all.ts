import { setTimeout as sleep } from 'node:timers/promises'
import type { ProviderRevocation, VaultReason } from '@alter/protocol'
import type { App } from '../config/settings.ts'
import type { Log } from '../log.ts'
import type { Storage } from '../storage/open.ts'
import type { NoteGrantEvent } from './grant-event.ts'
import type { StoredGrant } from './grant.ts'
import type { ReleaseTokens } from './release.ts'
import { createRevocations } from './revocations.ts'
import { revokeGrant, type RevokeParts } from './revoke.ts'
import { ownerColumns } from './owner.ts'
import type { GrantSeals } from './seal.ts'

export interface RevokeAllParts extends Omit<RevokeParts, 'revocations'> {
  apps: App[]
  storage: Storage
  seals: GrantSeals
  release: ReleaseTokens
  noteEvent: NoteGrantEvent
  log: Log
}

/** The progress and the result. */
export interface RevokedAll {
  /** Grants at the beginning. */
  total: number
  /** Grants that were revoked. */
  done: number
  /** Revoked grants by what their provider answered. */
  atProvider: Record<ProviderRevocation, number>
  /** Grants whose tokens the provider may still accept. */
  failed: { grant: string; provider: string }[]
}

export interface RevokeAllOptions {
  vaultReason: VaultReason
  /** No further grant begins once it aborts. Those under way are finished. */
  signal: AbortSignal
  onProgress: (progress: RevokedAll) => void
}

/** Grants that are revoked at a time, because providers limit requests per client. */
const AT_ONCE = 8
/** Grants of one query. */
const SLICE = 200
/** Tries for each provider call that fails. */
const TRIES = 3
/** Wait before the second try; it doubles before the third. Milliseconds. */
const FIRST_PAUSE = 500
/** Passes over all grants, because a flow that was under way during the first may add one. */
const MOST_PASSES = 3

/**
 * Revokes every grant of an app, in the vault and at the providers. After an interruption, another run revokes the
 * rest.
 */
export async function revokeAllGrants(
  parts: RevokeAllParts,
  app: App,
  { vaultReason, signal, onProgress }: RevokeAllOptions,
): Promise<RevokedAll> {
  const progress: RevokedAll = {
    total: await countLive(parts.storage, app.id),
    done: 0,
    atProvider: { done: 0, not_supported: 0, failed: 0 },
    failed: [],
  }
  const release: ReleaseTokens = (...held) => withRetries(parts.release, held, signal)
  const revocations = createRevocations({ ...parts, release })
  async function revoke(grant: StoredGrant): Promise<void> {
    let outcome: ProviderRevocation
    try {
      outcome = (await revokeGrant({ ...parts, revocations }, grant, { vaultReason })).providerRevocation
    } catch {
      // Tokens that do not open are deleted all the same.
      outcome = 'failed'
      await parts.store.end(grant, 'revoked', 'app')
    }
    progress.done += 1
    progress.atProvider[outcome] += 1
    if (outcome === 'failed') progress.failed.push({ grant: grant.id, provider: grant.provider })
    onProgress(progress)
  }
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const before = progress.done
    let last = ''
    for (;;) {
      const slice = await liveAfter(parts, app.id, last)
      const waiting = slice.values()
      async function worker(): Promise<void> {
        for (const grant of waiting) {
          if (signal.aborted) return
          await revoke(grant)
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, worker))
      if (signal.aborted) return progress
      last = slice.at(-1)?.id ?? last
      if (slice.length < SLICE) break
    }
    if (progress.done === before) break
  }
  return progress
}

async function withRetries(
  release: ReleaseTokens,
  held: Parameters<ReleaseTokens>,
  signal: AbortSignal,
): Promise<ProviderRevocation> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await release(...held)
    if (outcome !== 'failed' || tries === TRIES || signal.aborted) return outcome
    await sleep(FIRST_PAUSE * 2 ** (tries - 1), undefined, { signal }).catch(() => undefined)
  }
}

async function countLive(storage: Storage, app: string): Promise<number> {
  const { count } = await live(storage, app)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

async function liveAfter(
  { storage, seals }: RevokeAllParts,
  app: string,
  id: string,
): Promise<StoredGrant[]> {
  const rows = await live(storage, app)
    .selectAll('grants')
    .select(ownerColumns('grants.userId'))
    .where('id', '>', id)
    .orderBy('id')
    .limit(SLICE)
    .execute()
  return Promise.all(rows.map((row) => seals.read(row)))
}

/** A row with tokens counts as live, even if somebody changed its status. */
function live(storage: Storage, app: string) {
  return storage
    .selectFrom('grants')
    .where('appId', '=', app)
    .where((row) =>
      row.or([
        row('status', '!=', 'revoked'),
        row('accessToken', 'is not', null),
        row('refreshToken', 'is not', null),
      ]),
    )
}
