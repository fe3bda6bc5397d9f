import type { SessionResult } from '@alter/protocol'
import { expect, vi } from 'vitest'
import { vaultTest } from '../fixtures.ts'
import { Backend, Browser, pollResult } from '../system.ts'

// Shorter than a poll waits by itself: a signal that does not arrive is a test that does not end.
vi.setConfig({ testTimeout: 20_000 })
const LONGEST_WAIT = 25

const test = vaultTest()
  .extend('other', ({ system }) => system.secondVault())
  .extend('pollAtOther', ({ system, other }) => {
    return (token: string): Promise<SessionResult> => {
      return pollResult({ ...system, vault: other }, token, LONGEST_WAIT)
    }
  })

test('a poll that waits at one vault is woken by what happens at another', async ({
  system,
  pollAtOther,
}) => {
  const { session_token } = await new Backend(system).mint()
  const waiting = pollAtOther(session_token)
  await new Browser(system).start(session_token)
  expect(await waiting).toMatchObject({ status: 'open', events: [{ event: 'page_loaded' }] })
})

test('a vault that lost its ear looks for itself, and listens again', async ({ system, pollAtOther }) => {
  const { session_token } = await new Backend(system).mint()
  const deaf = pollAtOther(session_token)
  const browser = new Browser(system)
  await system.database(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = \'listen "alter_vault"\'',
  )
  expect(await deaf).toMatchObject({ status: 'pending' })

  const waiting = pollAtOther(session_token)
  await browser.start(session_token)
  expect(await waiting).toMatchObject({ status: 'open' })
})
