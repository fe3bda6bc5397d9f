import { describe, expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { plant } from './plant.ts'
import { Backend, Browser, json, pollResult, problem } from './system.ts'

/** An attacker who can write the database but has no master key. */
const test = ownVaultTest()
  /** A victim at the provider, with the callback in hand. */
  .extend('atProvider', ({ system, backend }) => {
    return async (): Promise<{ browser: Browser; callback: string; token: string }> => {
      const minted = await backend.mint()
      const browser = new Browser(system)
      await browser.start(minted.session_token)
      const callback = await browser.consent(await browser.authorize(minted.session_id))
      return { browser, callback, token: minted.session_token }
    }
  })
  .extend('expectNothing', ({ system }) => {
    return async (send: () => Promise<Response>): Promise<void> => {
      const asked = system.provider.google.requests.length
      expect((await send()).status).not.toBe(303)
      expect(system.provider.google.requests).toHaveLength(asked)
      expect(await system.database('select id from grants')).toEqual([])
    }
  })

function altered(value: unknown): unknown {
  if (typeof value === 'number' || /^\d{10,15}$/.test(String(value))) return Number(value) + 1
  return typeof value === 'string' ? `${value}x` : 1
}

test('W4: a session of which any column was rewritten is as if it were not there', async ({
  system,
  backend,
}) => {
  const minted = await backend.mint()
  const [row] = await system.database<Record<string, unknown>>('select * from sessions')
  if (!row) throw new Error('no session')
  expect(await pollResult(system, minted.session_token)).toMatchObject({ status: 'pending' })
  for (const [column, value] of Object.entries(row)) {
    // It names its user in the database itself, which lets nobody name one that is not there.
    if (column === 'id' || column === 'user_id') continue
    await system.database(`update sessions set ${column} = ?`, altered(value))
    const answer = await new Browser(system).page('start', {}, minted.session_token)
    expect(await problem(answer), column).toMatchObject({ status: 401, code: 'invalid_token' })
    await system.database(`update sessions set ${column} = ?`, value)
  }
  expect(await pollResult(system, minted.session_token)).toMatchObject({ status: 'pending' })
})

describe('W4: somebody who can write the database', () => {
  test('cannot connect somebody’s account to another user', async ({ system, atProvider, expectNothing }) => {
    await json(await new Backend(system, 'eve').ask('/sdk/grants'))
    const { browser, callback } = await atProvider()
    await system.database("update sessions set user_id = (select id from users where subject = 'eve')")
    await expectNothing(() => browser.send(callback))
  })

  test('cannot turn a user into another one during a flow', async ({ system, atProvider, expectNothing }) => {
    const { browser, callback } = await atProvider()
    await system.database("update users set subject = 'eve'")
    await expectNothing(() => browser.send(callback))
  })

  test.for<[string, string]>([
    ['it is counted', 'insert on rate_counters for each row'],
    ['its flow ends', "update on sessions for each row when (new.status = 'completed')"],
  ])(
    'cannot turn a user into another one at the moment when %s',
    async ([_name, event], { system, backend }) => {
      await plant(system, event, "update users set subject = 'eve' where subject = 'ada'")
      const minted = await backend.mint()
      const browser = new Browser(system)
      const { status } = await browser.page('start', {}, minted.session_token)
      if (status === 200)
        await browser.send(await browser.consent(await browser.authorize(minted.session_id)))
      expect(await system.database('select subject from users')).toEqual([{ subject: 'eve' }])
      expect((await new Backend(system, 'eve').calendar()).status).not.toBe(200)
    },
  )

  test('cannot give an authorization another host', async ({ system, atProvider, expectNothing }) => {
    const { browser, callback } = await atProvider()
    await system.database('update attempts set fields = ?', '{"instance":"evil.example"}')
    await expectNothing(() => browser.send(callback))
  })

  test('cannot make a session', async ({ system, backend }) => {
    const minted = await backend.mint()
    await system.database("update sessions set seal = null, grant_policies = '[]'")
    expect(await problem(await new Browser(system).page('start', {}, minted.session_token))).toMatchObject({
      code: 'invalid_token',
    })
  })
})
