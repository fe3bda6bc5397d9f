import { expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { Backend, Browser, connectGoogle, problem } from './system.ts'
import { stopClock } from './stop-clock.ts'

const test = vaultTest({ vault: { limits: { uses_per_user_per_minute: 2, grants_per_user: 2 } } })

test('Beyond 4: a user’s uses are limited by the minute, and nobody else’s', async ({
  system,
  user,
  backend,
}) => {
  const [ada, grace] = [backend, new Backend(system, `grace-${user}`)]
  await connectGoogle(ada)
  await connectGoogle(grace)
  stopClock()
  system.pass(60 - ((Date.now() / 1000) % 60))
  for (let use = 0; use < 2; use += 1) expect((await ada.calendar()).status).toBe(200)
  expect(await problem(await ada.calendar())).toMatchObject({ code: 'rate_limited' })
  expect((await grace.calendar()).status).toBe(200)
  system.pass(60)
  expect((await ada.calendar()).status).toBe(200)
})

test('Beyond 4: a user has so many grants, connected at once too, and may connect one again', async ({
  system,
  backend,
}) => {
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
