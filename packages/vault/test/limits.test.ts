import { afterEach, expect, test, vi } from 'vitest'
import { Backend, Browser, connectGoogle, problem, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

let system: System
afterEach(() => system.close())

test('Beyond 4: a user’s uses are limited by the minute, and nobody else’s', async () => {
  system = await startSystem({ vault: { limits: { uses_per_user_per_minute: 2 } } })
  const [ada, grace] = [new Backend(system), new Backend(system, 'grace')]
  await connectGoogle(ada)
  await connectGoogle(grace)
  system.pass(60 - ((Date.now() / 1000) % 60))
  for (let use = 0; use < 2; use += 1) expect((await ada.calendar()).status).toBe(200)
  expect(await problem(await ada.calendar())).toMatchObject({ code: 'rate_limited' })
  expect((await grace.calendar()).status).toBe(200)
  system.pass(60)
  expect((await ada.calendar()).status).toBe(200)
})

test('Beyond 4: a user has so many grants, connected at once too, and may connect one again', async () => {
  system = await startSystem({ vault: { limits: { grants_per_user: 2 } } })
  const backend = new Backend(system)
  const outcomes = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) =>
      new Browser(system).connect(await backend.mint(), { account: `${name}@work.example` }),
    ),
  )
  expect(outcomes.filter(({ grants }) => grants.length > 0)).toHaveLength(2)
  const [first] = await backend.grants()
  expect(await backend.grants()).toHaveLength(2)
  expect(await connectGoogle(backend, first?.account_identifier)).toMatchObject({ status: 'active' })
})
