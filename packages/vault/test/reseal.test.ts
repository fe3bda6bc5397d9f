import { HEADER } from '@alter/protocol'
import { describe, expect, vi } from 'vitest'
import { resolveSettings } from '../src/config/settings.ts'
import { addDataKey, dataKeys, type MasterKeys } from '../src/crypto/data-keys.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import { resealAll, type ResealOutcome } from '../src/crypto/reseal.ts'
import { createGrantSeals } from '../src/grants/seal.ts'
import { sealedGrants } from '../src/grants/sealed-grants.ts'
import { sealedRevocations } from '../src/grants/sealed-revocations.ts'
import { endOpenSessions } from '../src/sessions/end-open.ts'
import { sealedSessions } from '../src/sessions/sealed-sessions.ts'
import { sealedVerifiers } from '../src/sessions/sealed-verifiers.ts'
import { openStorage } from '../src/storage/open.ts'
import { ownVaultTest } from './fixtures.ts'
import { Backend, Browser, connectGoogle, json, VAULT } from './system.ts'

/** A vault that runs and learns of nothing by itself so soon, and an operator beside it. */
const test = ownVaultTest()
  .extend('storage', async ({ system }, { onCleanup }) => {
    const storage = await openStorage(resolveSettings(system.config, {}).database)
    onCleanup(() => storage.destroy())
    return storage
  })
  .extend('masterKeys', ({ system }): MasterKeys => [Buffer.from(system.config.master_key ?? '', 'base64')])
  .extend('rotate', ({ storage, masterKeys }) => {
    return (): Promise<string> => {
      return addDataKey(storage, masterKeys, 'demo')
    }
  })
  .extend('reseal', ({ storage, masterKeys }) => {
    return async (): Promise<ResealOutcome> => {
      const keyring = await openKeyring(storage, masterKeys, [])
      const kinds = [
        sealedGrants({ storage, keyring, seals: createGrantSeals(keyring, () => undefined) }),
        sealedSessions(storage, keyring),
        sealedRevocations(storage, keyring),
        sealedVerifiers(storage, keyring),
      ]
      return resealAll(storage, keyring, kinds, () => undefined)
    }
  })
  /** Which data keys sealed what is kept. */
  .extend('keysInUse', ({ system }) => {
    return async (): Promise<string[]> => {
      const rows = await system.database<{ sealed: string | null }>(
        `select access_token as sealed from grants union all select refresh_token from grants
     union all select seal from grants union all select seal from sessions
     union all select held from provider_revocations union all select verifier from attempts`,
      )
      const ids = rows.flatMap(({ sealed }) => (sealed ? [sealed.split('.')[1] ?? ''] : []))
      return [...new Set(ids)].toSorted()
    }
  })
  .extend('keyIds', ({ storage }) => {
    return async (): Promise<string[]> => {
      return (await dataKeys(storage)).map(({ id }) => id)
    }
  })
  /** A revocation that its provider was not there for, due again in a minute. */
  .extend('failedRevocation', ({ system, backend }) => {
    return async (): Promise<void> => {
      const { grant_id } = await connectGoogle(backend)
      system.config.allow_private_network = false
      const offline = new Backend({ ...system, vault: await system.secondVault() })
      const headers = { [HEADER.apiKey]: system.apiKey }
      const path = `${VAULT}/sdk/grants/${grant_id}/revoke`
      const answer = await offline.system.vault.fetch(new Request(path, { method: 'POST', headers }))
      expect(await json(answer)).toMatchObject({ provider_revocation: 'failed' })
      system.config.allow_private_network = true
    }
  })

describe('W19: after a rotation of the data keys', () => {
  test('everything is sealed by the new key, the old one is deleted, and all goes on', async ({
    system,
    backend,
    rotate,
    reseal,
    keysInUse,
    keyIds,
  }) => {
    await connectGoogle(backend)
    const minted = await backend.mint()
    const browser = new Browser(system)
    await browser.start(minted.session_token)
    const atProvider = await browser.authorize(minted.session_id)
    expect(await keysInUse()).toEqual(['demo-1'])
    await rotate()
    expect(await reseal()).toMatchObject({ resealed: 4, retired: ['demo-1'], kept: [], unreadable: [] })
    expect(await keysInUse()).toEqual(['demo-2'])
    expect(await keyIds()).toEqual(['demo-2'])
    expect((await backend.calendar()).status).toBe(200)
    system.pass(61)
    expect((await backend.calendar()).status).toBe(200)
    await browser.send(await browser.consent(atProvider, { account: 'ada@home.example' }))
    expect(await browser.outcome(minted.session_id)).toMatchObject({ status: 'completed' })
  })

  test('a vault that has not heard of it seals nothing with the old key', async ({
    system,
    backend,
    rotate,
    reseal,
    keysInUse,
  }) => {
    await connectGoogle(backend)
    await rotate()
    await reseal()
    await connectGoogle(backend, 'ada@home.example')
    expect(await keysInUse()).toEqual(['demo-2'])
    await rotate()
    system.pass(61)
    expect((await backend.calendar({ [HEADER.account]: 'ada@work.example' })).status).toBe(200)
    expect(await keysInUse()).toEqual(['demo-2', 'demo-3'])
  })

  test('a flow that begins before the vault has heard of it keeps no verifier under the old key', async ({
    system,
    backend,
    rotate,
    keysInUse,
  }) => {
    const minted = await backend.mint()
    const browser = new Browser(system)
    await browser.start(minted.session_token)
    await rotate()
    await browser.authorize(minted.session_id)
    expect(await keysInUse()).toEqual(['demo-2'])
  })

  test('one that was interrupted goes on, whatever it had done', async ({
    backend,
    storage,
    masterKeys,
    rotate,
    reseal,
    keysInUse,
  }) => {
    await connectGoogle(backend)
    await connectGoogle(backend, 'ada@home.example')
    await rotate()
    const keyring = await openKeyring(storage, masterKeys, [])
    const [first] = await sealedGrants({
      storage,
      keyring,
      seals: createGrantSeals(keyring, () => undefined),
    }).slice('', 1)
    await (
      await first?.renew()
    )?.()
    expect(await keysInUse()).toEqual(['demo-1', 'demo-2'])
    expect(await reseal()).toMatchObject({ resealed: 3, retired: ['demo-1'] })
    await rotate()
    await rotate()
    expect(await reseal()).toMatchObject({ resealed: 4, retired: ['demo-2', 'demo-3'] })
    expect(await keysInUse()).toEqual(['demo-4'])
  })

  test('records that cannot be opened keep their key and are named', async ({
    system,
    backend,
    rotate,
    reseal,
    keyIds,
  }) => {
    const work = await connectGoogle(backend)
    const home = await connectGoogle(backend, 'ada@home.example')
    await system.database(
      'update grants set access_token = (select access_token from grants where id = ?) where id = ?',
      home.grant_id,
      work.grant_id,
    )
    await rotate()
    expect(await reseal()).toMatchObject({
      kept: ['demo-1'],
      retired: [],
      unreadable: [{ kind: 'grant', id: work.grant_id }],
    })
    expect(await keyIds()).toEqual(['demo-1', 'demo-2'])
    expect(await json(await backend.calendar({ [HEADER.account]: home.grant_id }))).toMatchObject({
      summary: 'ada@home.example',
    })
  })
})

test('W19: a refresh between reading and resealing loses no rotated token', async ({
  system,
  backend,
  storage,
  masterKeys,
  rotate,
}) => {
  await connectGoogle(backend)
  await rotate()
  const keyring = await openKeyring(storage, masterKeys, [])
  const [seen] = await sealedGrants({
    storage,
    keyring,
    seals: createGrantSeals(keyring, () => undefined),
  }).slice('', 1)
  const write = await seen?.renew()
  system.pass(61)
  expect((await backend.calendar()).status).toBe(200)
  const tokens = await system.database('select access_token, refresh_token from grants')
  expect(await write?.()).toBe(false)
  expect(await system.database('select access_token, refresh_token from grants')).toEqual(tokens)
  // The provider accepts each refresh token once.
  system.pass(61)
  expect((await backend.calendar()).status).toBe(200)
})

test('W19: a resealing while a refresh waits for the provider takes nothing from it', async ({
  system,
  backend,
  rotate,
  reseal,
  keysInUse,
}) => {
  await connectGoogle(backend)
  await rotate()
  const { google } = system.provider
  system.pass(61)
  const asked = google.requests.length
  const answer = backend.calendar()
  await vi.waitFor(() => expect(google.requests.length).toBeGreaterThan(asked))
  await reseal()
  expect((await answer).status).toBe(200)
  system.pass(61)
  expect((await backend.calendar()).status).toBe(200)
  expect(await reseal()).toMatchObject({ kept: [], unreadable: [] })
  expect(await keysInUse()).toEqual(['demo-2'])
})

describe('W19: the numbers of data keys', () => {
  test('are read as numbers, and the highest seals', async ({ backend, rotate, keysInUse, keyIds }) => {
    for (let made = 0; made < 10; made += 1) await rotate()
    expect((await keyIds()).slice(-2)).toEqual(['demo-10', 'demo-11'])
    await connectGoogle(backend)
    expect(await keysInUse()).toEqual(['demo-11'])
  })

  test('never come back', async ({ rotate, reseal, keyIds }) => {
    await rotate()
    await rotate()
    await reseal()
    expect(await keyIds()).toEqual(['demo-3'])
    expect(await rotate()).toBe('demo-4')
  })

  test('go to one of two that rotate at once, and the other learns of it', async ({ rotate, keyIds }) => {
    const outcomes = await Promise.allSettled([rotate(), rotate()])
    const made = outcomes.filter(({ status }) => status === 'fulfilled')
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(await keyIds()).toHaveLength(1 + made.length)
    for (const reason of reasons)
      expect(reason).toMatchObject({ message: expect.stringContaining('Run this again') })
  })
})

test('W19: a key that was deleted is forgotten', async ({ storage, masterKeys, rotate, reseal }) => {
  const keyring = await openKeyring(storage, masterKeys, ['demo'])
  const place = { app: 'demo', record: 'a grant', kind: 'access' } as const
  const sealed = keyring.seal(place, 'a token')
  await rotate()
  await reseal()
  await keyring.reload()
  // What was read a moment ago still opens.
  expect(await keyring.open(place, sealed)).toBe('a token')
  await keyring.reload()
  await expect(keyring.open(place, sealed)).rejects.toThrow('no data key demo-1')
})

test('W19: with a closed key nothing can be written, whoever tries', async ({
  backend,
  storage,
  masterKeys,
  rotate,
  keysInUse,
}) => {
  await connectGoogle(backend)
  const keyring = await openKeyring(storage, masterKeys, [])
  await rotate()
  const [seen] = await sealedGrants({
    storage,
    keyring,
    seals: createGrantSeals(keyring, () => undefined),
  }).slice('', 1)
  const write = await seen?.renew()
  // Its keyring has not heard of the new key: what it calls the newest is closed.
  await expect(write?.()).rejects.toThrow('still seals')
  expect(await keysInUse()).toEqual(['demo-1'])
})

describe('W19: tokens that a provider is still to revoke', () => {
  test('are sealed by the new key, and revoked with it', async ({
    system,
    rotate,
    reseal,
    keysInUse,
    failedRevocation,
  }) => {
    await failedRevocation()
    await rotate()
    expect(await reseal()).toMatchObject({ retired: ['demo-1'], kept: [], unreadable: [] })
    expect(await keysInUse()).toEqual(['demo-2'])
    system.pass(61)
    await system.secondVault()
    function left(): Promise<unknown[]> {
      return system.database('select id from provider_revocations')
    }
    await expect.poll(left).toEqual([])
    expect(await system.database('select provider_revocation from grant_endings')).toEqual([
      { provider_revocation: 'done' },
    ])
  })

  test('are not revived by a resealing that read them before they were done', async ({
    system,
    storage,
    masterKeys,
    rotate,
    failedRevocation,
  }) => {
    await failedRevocation()
    await rotate()
    const keyring = await openKeyring(storage, masterKeys, [])
    const [seen] = await sealedRevocations(storage, keyring).slice('', 1)
    const write = await seen?.renew()
    await system.database('delete from provider_revocations')
    expect(await write?.()).toBe(false)
    expect(await system.database('select id from provider_revocations')).toEqual([])
  })

  test('that somebody rewrote keep their key, are named, and are sent nowhere', async ({
    system,
    rotate,
    reseal,
    failedRevocation,
  }) => {
    await failedRevocation()
    await system.database("update provider_revocations set id = 'another'")
    await rotate()
    expect(await reseal()).toMatchObject({
      kept: ['demo-1'],
      unreadable: [{ kind: 'revocation', id: 'another' }],
    })
  })
})

test('W19: a flow that an operator ends is not sealed with a key that was closed meanwhile', async ({
  backend,
  storage,
  masterKeys,
  rotate,
  keysInUse,
}) => {
  await backend.mint()
  const keyring = await openKeyring(storage, masterKeys, [])
  await rotate()
  expect(await endOpenSessions(storage, keyring, 'demo', Date.now())).toBe(1)
  expect(await keysInUse()).toEqual(['demo-2'])
})
