import { randomUUID } from 'node:crypto'
import type { ProviderRevocation } from '@alter/protocol'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { App } from '../config/settings.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { keyIdOf, type Place } from '../crypto/seal.ts'
import type { Log } from '../log.ts'
import { fillProvider } from '../providers/fill.ts'
import type { Provider } from '../providers/provider.ts'
import type { HeldTokens } from '../providers/revocation.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import { bringForward } from '../storage/bring-forward.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { ProviderRevocationRow } from '../storage/schema/provider-revocations.ts'
import type { NoteGrantEvent } from './grant-event.ts'
import type { StoredGrant } from './grant.ts'
import type { Holder, ReleaseTokens } from './release.ts'

/** Keeps the tokens of revoked grants until their providers have revoked them too. */
export interface Revocations {
  /** Stores what is to be revoked, in the transaction that ends the grant. It is not forgotten from then on. */
  begin(transaction: Kysely<Tables>, grant: StoredGrant, held: HeldTokens): Promise<ProviderRevocationRow>
  /** Asks the provider, and sends the result with the grant to the app's webhook. */
  run(row: ProviderRevocationRow): Promise<ProviderRevocation>
  /** Revokes tokens that no grant holds, with retries. Never throws. */
  giveBack(app: string, provider: Provider, held: HeldTokens, holder: Holder): Promise<void>
  /** The result of a grant's revocation; `null` when no provider was asked. */
  outcome(grant: string): Promise<ProviderRevocation | null>
  /**
   * Repeats revocations that failed or never ended.
   * @param signal stops it
   */
  retry(signal: AbortSignal): Promise<void>
}

export interface RevocationParts {
  apps: App[]
  storage: Storage
  keyring: Keyring
  release: ReleaseTokens
  noteEvent: NoteGrantEvent
  log: Log
  now: () => number
}

/** Waits after each failure, about a day and a half in total. After the last one the tokens are deleted. Seconds. */
const WAITS = [60, 300, 1800, 7200, 28_800, 86_400]
/** How long an attempt belongs to the process that began it. Milliseconds. */
const CLAIM = 120_000
/** Revocations at one provider in one round. */
const MOST = 20
/** Providers of apps at which revocations are repeated at once. */
const MOST_QUEUES = 16

export function createRevocations(parts: RevocationParts): Revocations {
  const { apps, storage, keyring, release, noteEvent, log, now } = parts

  function find(grantId: string): Promise<{ status: string; appId: string } | undefined> {
    return storage
      .selectFrom('grants')
      .select(['status', 'appId'])
      .where('id', '=', grantId)
      .executeTakeFirst()
  }

  /** `null` when the user has connected again, so nothing is to be revoked. */
  async function ask(row: ProviderRevocationRow): Promise<ProviderRevocation | null> {
    const isRepeated = row.attempts > 0
    if (isRepeated && (await find(row.grantId))?.status === 'active') return null
    const {
      provider: name,
      fields,
      accountId,
      ...tokens
    } = heldTokens.parse(JSON.parse(await keyring.open(revocationPlace(row), row.held)))
    const provider = apps.find(({ id }) => id === row.appId)?.providers.get(name)
    // The provider is no longer configured, so there are no credentials to ask with.
    if (!provider) return 'failed'
    return release(fillProvider(provider, fields), tokens, { accountId, grantId: row.grantId })
  }

  async function settle(row: ProviderRevocationRow, outcome: ProviderRevocation | null): Promise<void> {
    const wait = outcome === 'failed' ? WAITS[row.attempts] : undefined
    await storage.transaction().execute(async (transaction) => {
      if (wait === undefined) {
        await transaction.deleteFrom('providerRevocations').where('id', '=', row.id).execute()
      } else {
        await transaction
          .updateTable('providerRevocations')
          .set({ attempts: row.attempts + 1, nextAt: now() + wait * 1000, event: null })
          .where('id', '=', row.id)
          .execute()
      }
      if (outcome === null) return
      await transaction
        .updateTable('grantEndings')
        .set({ providerRevocation: outcome })
        .where('grantId', '=', row.grantId)
        .execute()
      if (row.event === null) return
      const noted: StoredGrant = JSON.parse(row.event)
      await noteEvent(transaction, 'grant.revoked', noted, { providerRevocation: outcome })
    })
    if (outcome === 'failed' && wait === undefined) {
      log.error({ grant: row.grantId, provider: row.provider }, 'a revocation at the provider is given up')
    }
  }

  async function run(row: ProviderRevocationRow): Promise<ProviderRevocation> {
    const outcome = await ask(row).catch((error: unknown): ProviderRevocation => {
      log.error({ err: error, grant: row.grantId, provider: row.provider }, 'a token could not be revoked')
      return 'failed'
    })
    await settle(row, outcome)
    return outcome ?? 'not_supported'
  }

  /** Queues in which a revocation is being repeated: a provider that hangs may outlast the next round. */
  const underWay = new Set<string>()

  /** Repeats what is due at one provider, one after the other. A provider that hangs delays only its own. */
  async function retryAt(
    { appId, provider }: Pick<ProviderRevocationRow, 'appId' | 'provider'>,
    signal: AbortSignal,
  ): Promise<void> {
    const due = await storage
      .selectFrom('providerRevocations')
      .selectAll()
      .where('appId', '=', appId)
      .where('provider', '=', provider)
      .where('nextAt', '<=', now())
      .orderBy('nextAt')
      .limit(MOST)
      .execute()
    for (const row of due) {
      if (signal.aborted) return
      // The process that moves the row on owns it. Others leave it alone while an attempt may last.
      const { numUpdatedRows } = await storage
        .updateTable('providerRevocations')
        .set({ nextAt: now() + CLAIM })
        .where('id', '=', row.id)
        .where('nextAt', '=', row.nextAt)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) continue
      // A failure of one row must not hold up the others.
      await run({ ...row, attempts: Math.max(row.attempts, 1) }).catch((error: unknown) => {
        log.error({ err: error, grant: row.grantId }, 'a revocation at the provider could not be noted')
      })
    }
  }

  return {
    async giveBack(app, provider, { accessToken, refreshToken }, holder) {
      if ((await release(provider, { accessToken, refreshToken }, holder)) !== 'failed') return
      const held = { accessToken, refreshToken, provider: provider.id, fields: provider.values }
      const text = JSON.stringify({ ...held, accountId: holder.accountId })
      function keep(): Promise<void> {
        return storage.transaction().execute(async (transaction) => {
          const id = randomUUID()
          await insert(transaction, {
            id,
            appId: app,
            grantId: holder.grantId,
            provider: provider.id,
            held: keyring.seal(revocationPlace({ id, appId: app }), text),
            event: null,
            attempts: 1,
            nextAt: now() + (WAITS[0] ?? 0) * 1000,
          })
        })
      }
      await keyring.withNewestKey(keep).catch((error: unknown) => {
        log.error({ err: error, provider: provider.id }, 'a token that nobody holds was not revoked')
      })
    },
    async begin(transaction, grant, held) {
      const id = randomUUID()
      const { appId, accountId, fields } = grant
      const row: ProviderRevocationRow = {
        id,
        appId,
        grantId: grant.id,
        provider: grant.provider,
        held: keyring.seal(
          revocationPlace({ id, appId }),
          JSON.stringify({ ...held, provider: grant.provider, accountId, fields }),
        ),
        event: JSON.stringify({ ...grant, accessToken: null, refreshToken: null, status: 'revoked' }),
        attempts: 0,
        nextAt: now() + CLAIM,
      }
      await insert(transaction, row)
      return row
    },
    run,
    async outcome(grant) {
      const row = await storage
        .selectFrom('grantEndings')
        .select('providerRevocation')
        .where('grantId', '=', grant)
        .executeTakeFirst()
      return row?.providerRevocation ?? null
    },
    async retry(signal) {
      await bringForward(storage, 'providerRevocations', { waits: WAITS, claim: CLAIM }, now())
      const queues = await storage
        .selectFrom('providerRevocations')
        .select(['appId', 'provider'])
        .distinct()
        .where('nextAt', '<=', now())
        .execute()
      const idle = queues
        .map((queue) => ({ queue, name: JSON.stringify([queue.appId, queue.provider]) }))
        .filter(({ name }) => !underWay.has(name))
        .slice(0, MOST_QUEUES - underWay.size)
      const done = await Promise.allSettled(
        idle.map(async ({ queue, name }) => {
          underWay.add(name)
          await retryAt(queue, signal).finally(() => underWay.delete(name))
        }),
      )
      for (const queue of done) if (queue.status === 'rejected') throw queue.reason
    },
  }
}

/** Stores a row whose tokens were sealed for it. A `ClosedKeyError` means that they must be sealed again. */
async function insert(transaction: Kysely<Tables>, row: ProviderRevocationRow): Promise<void> {
  await transaction.insertInto('providerRevocations').values(row).execute()
  await assertKeysOpen(transaction, [keyIdOf(row.held)])
}

/** The place that binds the sealed tokens to their row. */
export function revocationPlace({ id, appId }: Pick<ProviderRevocationRow, 'id' | 'appId'>): Place {
  return {
    app: appId,
    record: id,
    kind: 'revocation',
  }
}

const heldTokens = z.object({
  accessToken: z.string().nullable(),
  refreshToken: z.string().nullable(),
  provider: z.string(),
  accountId: z.string().nullable(),
  fields: z.record(z.string(), z.string()),
})
