import { Client } from 'pg'
import { expect, vi } from 'vitest'
import { ownVaultTest } from '../fixtures.ts'
import { connectGoogle, json } from '../system.ts'

const test = ownVaultTest(({ receiver }) => ({
  app: { webhook: receiver.webhook },
  vault: { allow_private_network: true },
}))
  .extend('locker', async ({ system }, { onCleanup }) => {
    await system.secondVault()
    const locker = new Client(system.config.database_url)
    await locker.connect()
    onCleanup(() => locker.end())
    return locker
  })
  .extend('waitUntil', ({ system }) => {
    return async (sql: string, count: number): Promise<void> => {
      return vi.waitFor(async () => expect(await system.database(sql)).toHaveLength(count))
    }
  })

test('an event that two vaults find at once is sent by one of them', async ({
  system,
  receiver,
  backend,
  locker,
  waitUntil,
}) => {
  receiver.status = 500
  const { grant_id } = await connectGoogle(backend)
  await receiver.nextEvent()
  await waitUntil('select 1 from deliveries where attempts = 1', 1)
  receiver.status = 204

  // Both read that it is due; neither can take it before the other has read.
  await locker.query('begin; select 1 from alter_vault.deliveries for update')
  system.pass(6)
  await waitUntil(
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    2,
  )
  await locker.query('rollback')

  expect(await receiver.nextEvent()).toMatchObject({ type: 'grant.created' })
  await waitUntil('select 1 from deliveries', 0)
  await json(await backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST'))
  // A second copy would come before it.
  expect(await receiver.nextEvent()).toMatchObject({ type: 'grant.revoked' })
})
