import { HEADER } from '@alter/protocol'
import { Client } from 'pg'
import { describe, expect } from 'vitest'
import { ownVaultTest } from '../fixtures.ts'
import { Backend, Browser, grantTable, json, pollResult, problem, type System } from '../system.ts'
import { openGate } from './gate.ts'
import { behindOneAddress, startProcess } from '../processes.ts'

/** Two vaults behind one address, before a provider whose token endpoint has a gate. The first one dies. */
const test = ownVaultTest()
  .extend('gate', async ({ ownSystem }, { onCleanup }) => {
    const gate = await openGate(ownSystem.provider.github.endpoints.token)
    onCleanup(() => gate.close())
    return gate
  })
  .extend('processes', async ({ ownSystem: { config, folder, provider }, gate }, { onCleanup }) => {
    const [app] = config.apps
    if (!app) throw new Error('no app')
    const github = { ...app.providers['github'], token_endpoint: gate.url }
    const gated = {
      ...config,
      allow_private_network: [new URL(provider.origin).host, new URL(gate.url).host],
      apps: [{ ...app, providers: { ...app.providers, github } }],
    }
    const first = await startProcess(folder, gated)
    const second = await startProcess(folder, gated)
    onCleanup(async () => {
      await first.kill()
      await second.kill()
    })
    expect(provider.google.requests).toEqual([])
    return [first, second] as const
  })
  .extend('first', ({ processes: [first] }) => first)
  .extend('system', ({ ownSystem, processes }): System => {
    const fetch = behindOneAddress([...processes])
    return { ...ownSystem, vault: { ...ownSystem.vault, fetch } }
  })
  .extend('backend', ({ system }) => new Backend(system))
  .extend('browser', ({ system }) => new Browser(system))
  .extend('mint', ({ backend }) => {
    return () => {
      return backend.mint({ allowed_providers: ['github'] })
    }
  })
  .extend('connectGitHub', ({ browser, mint }) => {
    return async (): Promise<void> => {
      await browser.connect(await mint(), account, { provider: 'github' })
    }
  })
  .extend('use', ({ system, backend }) => {
    return (): Promise<Response> => {
      return backend.call(`${system.provider.github.api}/user`, { [HEADER.provider]: 'github' })
    }
  })
  .extend('tokenRequests', ({ system }) => {
    return (): number => {
      return system.provider.github.requests.filter(
        ({ path, status }) => path.endsWith('/access_token') && status === 200,
      ).length
    }
  })
  .extend('expire', ({ system }) => {
    return (): Promise<unknown> => {
      return system.changeGrants('update grants set access_expires_at = 0, refresh_at = 0')
    }
  })
  .extend('firstDiesAfter', ({ gate, first }) => {
    return async (moment: Promise<void>, lock: Lock | null = null): Promise<void> => {
      await moment
      await first.kill()
      gate.hold = 'nothing'
      await lock?.letGo()
    }
  })
  .extend('holdTable', ({ system }) => {
    return async (table: 'grants' | 'attempts'): Promise<Lock> => {
      const client = new Client(system.config.database_url)
      await client.connect()
      await client.query(`begin; lock table alter_vault.${table} in share row exclusive mode`)
      return {
        waitedFor: () =>
          expect
            .poll(async () => (await system.database('select 1 from pg_locks where not granted')).length)
            .toBeGreaterThan(0),
        letGo: () => client.end(),
      }
    }
  })

const account = { account: 'ghopper' }
/** Keeps every process from writing to a table until it is let go. */
interface Lock {
  /** Resolves when one would write. */
  waitedFor(): Promise<void>
  letGo(): Promise<void>
}

describe('a vault is killed in the middle of a connect, and the user goes on at another', () => {
  test('after the session is minted, started, and taken to the provider', async ({
    first,
    browser,
    mint,
    use,
  }) => {
    const minted = await mint()
    await browser.start(minted.session_token)
    const authorizationUrl = await browser.authorize(minted.session_id, 'github')
    await first.kill()
    const callback = await browser.consent(authorizationUrl, account)
    expect((await browser.send(callback)).status).toBe(303)
    expect(await browser.outcome(minted.session_id)).toMatchObject({ status: 'completed' })
    expect(await json(await use())).toMatchObject({ login: 'ghopper' })
  })

  test('before the code reaches the provider: the other vault sends it', async ({
    gate,
    browser,
    mint,
    use,
    firstDiesAfter,
  }) => {
    const minted = await mint()
    await browser.start(minted.session_token)
    const callback = await browser.consent(await browser.authorize(minted.session_id, 'github'), account)
    gate.hold = 'request'
    const [landed] = await Promise.all([browser.send(callback), firstDiesAfter(gate.held())])
    expect(landed.status).toBe(303)
    expect(await browser.outcome(minted.session_id)).toMatchObject({ status: 'completed' })
    expect((await use()).status).toBe(200)
  })

  test.for([
    ['with the tokens on their way', null],
    ['with the grant not written', 'grants'],
    ['with the end of the attempt not written, and so not the grant either', 'attempts'],
  ] as const)(
    '%s: nothing is stored, the user learns of it, and may try again',
    async (
      [_name, table],
      { system, gate, browser, mint, connectGitHub, use, firstDiesAfter, holdTable },
    ) => {
      const minted = await mint()
      await browser.start(minted.session_token)
      const callback = await browser.consent(await browser.authorize(minted.session_id, 'github'), account)
      const lock = table && (await holdTable(table))
      if (!lock) gate.hold = 'answer'
      const [landed] = await Promise.all([
        browser.send(callback),
        firstDiesAfter(lock ? lock.waitedFor() : gate.held(), lock),
      ])
      expect(landed.status).toBe(303)
      expect(await browser.outcome(minted.session_id)).toMatchObject({
        status: 'failed',
        error: 'provider_error',
      })
      expect(await grantTable(system)).toEqual([])
      await connectGitHub()
      expect((await use()).status).toBe(200)
    },
  )

  test('after the grant is written: the code is not sent twice, which would cost the grant', async ({
    first,
    browser,
    mint,
    use,
    tokenRequests,
  }) => {
    const minted = await mint()
    await browser.start(minted.session_token)
    const callback = await browser.consent(await browser.authorize(minted.session_id, 'github'), account)
    await browser.send(callback)
    await first.kill()
    const exchanges = tokenRequests()
    expect((await browser.send(callback)).status).toBe(303)
    expect(await browser.outcome(minted.session_id)).toMatchObject({ status: 'completed' })
    expect(tokenRequests()).toBe(exchanges)
    expect((await use()).status).toBe(200)
  })

  test('a waiting poll is answered by the other vault', async ({ system, first, browser, mint }) => {
    const minted = await mint()
    const result = pollResult(system, minted.session_token, 25)
    await first.kill()
    await browser.connect(minted, account, { provider: 'github' })
    expect((await result).status).not.toBe('pending')
  })
})

describe('a vault is killed in the middle of a refresh', () => {
  test.beforeEach(async ({ connectGitHub, expire }) => {
    await connectGitHub()
    await expire()
  })

  test('before the provider is asked: the other vault refreshes, and the caller only waits', async ({
    gate,
    use,
    tokenRequests,
    firstDiesAfter,
  }) => {
    gate.hold = 'request'
    const before = tokenRequests()
    const [answer] = await Promise.all([use(), firstDiesAfter(gate.held())])
    expect(await json(answer)).toMatchObject({ login: 'ghopper' })
    expect(tokenRequests()).toBe(before + 1)
  })

  test.for([
    ['with the rotated token on its way', 'answer'],
    ['with the rotated token not written', 'write'],
  ])(
    '%s: the grant is broken and says so',
    async ([, stage], { system, gate, connectGitHub, use, firstDiesAfter, holdTable }) => {
      const lock = stage === 'write' ? await holdTable('grants') : null
      if (!lock) gate.hold = 'answer'
      const [answer] = await Promise.all([use(), firstDiesAfter(lock ? lock.waitedFor() : gate.held(), lock)])
      expect(await problem(answer)).toMatchObject({
        code: 'credential_revoked',
        detail: expect.stringContaining('refresh token was lost'),
      })
      expect(await grantTable(system)).toMatchObject([{ status: 'broken' }])
      await connectGitHub()
      expect((await use()).status).toBe(200)
    },
  )

  test('after the rotated token is written: it is used, and not refreshed again', async ({
    first,
    use,
    tokenRequests,
  }) => {
    await use()
    await first.kill()
    const before = tokenRequests()
    expect(await json(await use())).toMatchObject({ login: 'ghopper' })
    expect(tokenRequests()).toBe(before)
  })
})
