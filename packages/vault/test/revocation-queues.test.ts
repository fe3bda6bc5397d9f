/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { randomBytes } from 'node:crypto'
import type { ProviderRevocation } from '@alter/protocol'
import { expect, inject, test as base } from 'vitest'
import { resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import { createRevocations, revocationPlace } from '../src/grants/revocations.ts'
import { createLog } from '../src/log.ts'
import { openStorage } from '../src/storage/open.ts'
import { openTestDatabase } from './database.ts'
import { temporaryFolder } from './folder.ts'
import { promised } from './promised.ts'
import { VAULT } from './system.ts'

const NOW = 1_800_000_000_000
/** Providers whose revocations are repeated at once, at most. */
const MOST_QUEUES = 16
const PROVIDERS = Array.from({ length: MOST_QUEUES + 2 }, (_, index) => `provider-${index}`)

function settingsOf(masterKey: Buffer, database: { data_dir?: string; database_url?: string }) {
  const origin = 'https://plain.example'
  const provider = {
    client_id: 'id',
    client_secret: 'secret',
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    userinfo_endpoint: `${origin}/account`,
    api_hosts: ['plain.example'],
    account: { id: ['id'], identifier: ['id'], display_name: [], email: [] },
  }
  return resolveSettings(
    {
      public_url: VAULT,
      master_key: masterKey.toString('base64'),
      ...database,
      apps: [
        {
          id: 'demo',
          name: 'Daybreak',
          api_key: `alter_key_app_${randomBytes(32).toString('base64url')}`,
          origins: ['https://app.example'],
          identity: { issuer: 'https://identity.example', audience: 'demo' },
          providers: Object.fromEntries(PROVIDERS.map((id) => [id, provider])),
        },
      ],
    },
    {},
  )
}

/** Revocations of a database, at providers whose answers wait for the test. */
const test = base.extend('queues', async ({}, { onCleanup }) => {
  const folder = await temporaryFolder()
  const database = await openTestDatabase(folder.path, inject('postgres'))
  const masterKey = randomBytes(32)
  const settings = settingsOf(masterKey, database.config)
  const storage = await openStorage(settings.database)
  onCleanup(async () => {
    await storage.destroy()
    await database.drop()
    await folder[Symbol.asyncDispose]()
  })
  const keyring = await openKeyring(storage, [masterKey], ['demo'])
  const asked: { provider: string; answer: (outcome: ProviderRevocation) => void }[] = []
  const revocations = createRevocations({
    apps: settings.apps,
    storage,
    keyring,
    release: ({ id }) => {
      const { promise, resolve } = promised<ProviderRevocation>()
      asked.push({ provider: id, answer: resolve })
      return promise
    },
    noteEvent: () => Promise.resolve(),
    log: createLog('silent'),
    now: () => NOW,
  })
  return {
    /** In the order in which the providers were asked. */
    asked,
    retry: () => revocations.retry(new AbortController().signal),
    due: async (provider: string, id = provider): Promise<void> => {
      const held = { accessToken: 'a', refreshToken: 'r', provider, accountId: null, fields: {} }
      await storage
        .insertInto('providerRevocations')
        .values({
          id,
          appId: 'demo',
          grantId: id,
          provider,
          held: keyring.seal(revocationPlace({ id, appId: 'demo' }), JSON.stringify(held)),
          event: null,
          attempts: 1,
          nextAt: NOW - 1,
        })
        .execute()
    },
    left: () => storage.selectFrom('providerRevocations').select('id').execute(),
  }
})

test('a provider that still answers one revocation is asked for no other in the next round', async ({
  queues: { asked, due, retry, left },
}) => {
  await due('provider-0', 'one')
  await due('provider-0', 'two')
  const round = retry()
  await expect.poll(() => asked.length).toBe(1)
  await retry()
  expect(asked).toHaveLength(1)
  asked[0]?.answer('done')
  await expect.poll(() => asked.length).toBe(2)
  asked[1]?.answer('done')
  await round
  expect(await left()).toEqual([])
  // It has ended, so the next round asks again.
  await due('provider-0', 'three')
  const next = retry()
  await expect.poll(() => asked.length).toBe(3)
  asked[2]?.answer('done')
  await next
})

test('providers that do not answer take up a bounded number of revocations, over all rounds', async ({
  queues: { asked, due, retry, left },
}) => {
  for (const provider of PROVIDERS) await due(provider)
  const round = retry()
  await expect.poll(() => asked.length).toBe(MOST_QUEUES)
  await retry()
  expect(asked).toHaveLength(MOST_QUEUES)
  asked[0]?.answer('done')
  await expect.poll(left).toHaveLength(PROVIDERS.length - 1)
  const next = retry()
  await expect.poll(() => asked.length).toBe(MOST_QUEUES + 1)
  for (const { answer } of asked) answer('done')
  await Promise.all([round, next])
  expect(await left()).toHaveLength(1)
})
