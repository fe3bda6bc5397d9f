import { expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { slowOf, statementsOn } from './query-plans.ts'
import { Backend, Browser, connectGoogle, pollResult } from './system.ts'

const test = ownVaultTest(({ receiver }) => ({
  app: { webhook: receiver.webhook, policies: [{ type: 'rate_limit', requests: 100, seconds: 60 }] },
  vault: { allow_private_network: true },
}))

/** All that grows with users, flows and events, beside what `grant-plans` looks at. */
const TABLES = ['sessions', 'attempts', 'rate_counters', 'leases', 'deliveries', 'deleted_subjects']

test('W2: no statement on sessions, counters, leases or events reads a table from end to end, or sorts', async ({
  system,
  receiver,
}) => {
  const asked = await statementsOn(TABLES, async () => {
    // What a vault does by itself it does at its start too.
    const here = { ...system, vault: await system.secondVault() }
    const backend = new Backend(here)
    const { grant_id } = await connectGoogle(backend)
    await receiver.nextEvent()
    // It is tried again: the event is put off, then taken.
    receiver.status = 500
    expect((await backend.post(`/sdk/grants/${grant_id}/revoke`, {})).status).toBe(200)
    await receiver.nextEvent()
    receiver.status = 204
    system.pass(10)
    await receiver.nextEvent()
    // A refresh takes a lease, and so does one whose holder died.
    await connectGoogle(backend)
    await receiver.nextEvent()
    system.pass(3500)
    await here.database("insert into leases (name, owner, expires_at) values (?, 'dead', 0)", grant_id)
    await backend.calendar()
    expect((await new Browser(here).page('cancel', {}, (await backend.mint()).session_token)).status).toBe(
      200,
    )
    const { session_token } = await backend.mint()
    expect(await pollResult(here, session_token)).toMatchObject({ status: 'pending' })
    expect((await backend.ask('/sdk/users/ada', 'DELETE')).status).toBe(200)
    await here.vault.close()
  })
  for (const table of TABLES) {
    expect(
      asked.some(({ sql }) => sql.includes(`"${table}"`)),
      table,
    ).toBe(true)
  }
  expect(asked.length).toBeGreaterThan(15)
  expect(await slowOf(system, asked)).toEqual([])
})
