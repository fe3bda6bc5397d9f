import { HEADER } from '@alter/protocol'
import { Client } from 'pg'
import { expect, vi } from 'vitest'
import { vaultTest } from '../fixtures.ts'
import { Backend, connectGoogle } from '../system.ts'

const test = vaultTest({ google: { policies: [{ type: 'require_approval', approver: 'operator' }] } })
  .extend('backend', async ({ system, user }) => {
    const backend = new Backend(system, user)
    await connectGoogle(backend)
    return backend
  })
  .extend('ask', ({ backend }) => {
    return async (): Promise<number> => {
      return (await backend.calendar({ [HEADER.reason]: 'why' })).status
    }
  })

/** Calls of the same user, at most. */
const MOST = 50

/** Further rows like the one there is. */
function copies(count: number): string {
  return `insert into alter_vault.approvals
    select (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid()))).*
    from alter_vault.approvals one, generate_series(1, ${count}) where one.id = (select min(id) from alter_vault.approvals)`
}

test('16.5 a call that asks while another does waits for it, so both count against the limit', async ({
  system,
  ask,
}) => {
  expect(await ask()).toBe(202)
  const other = new Client(system.config.database_url)
  await other.connect()
  try {
    await other.query(copies(MOST - 2))
    // As another vault does it: it holds the app while it writes and counts.
    await other.query('begin')
    await other.query(
      "insert into alter_vault.app_access (app_id, keys_version) values ('demo', 0) on conflict (app_id) do update set keys_version = app_access.keys_version",
    )
    await other.query(copies(1))
    const asked = ask()
    await vi.waitFor(async () => {
      const { rows } = await other.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
      expect(rows).toHaveLength(1)
    })
    await other.query('commit')
    expect(await asked).toBe(429)
  } finally {
    await other.end()
  }
})

test('a user is forgotten with the approval that another vault is storing', async ({
  system,
  backend,
  user,
  ask,
}) => {
  expect(await ask()).toBe(202)
  const other = new Client(system.config.database_url)
  await other.connect()
  const left = 'from alter_vault.approvals a where user_id = $1'
  try {
    const { rows } = await other.query('select id from alter_vault.users where subject = $1', [user])
    const { id } = rows[0]
    // A grant that was altered is discarded, so nothing else of the user is there to wait for.
    await other.query('delete from alter_vault.grants where user_id = $1', [id])
    await other.query('begin')
    await other.query('update alter_vault.users set last_seen_at = last_seen_at where id = $1', [id])
    await other.query(
      `insert into alter_vault.approvals
        select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid()))).* ${left}`,
      [id],
    )
    const forgotten = backend.ask(`/sdk/users/${user}`, 'DELETE')
    await vi.waitFor(
      async () => {
        const waiting = await other.query(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        )
        expect(waiting.rows).toHaveLength(1)
      },
      { timeout: 20_000 },
    )
    await other.query('commit')
    expect((await forgotten).ok).toBe(true)
    expect((await other.query(`select id ${left}`, [id])).rows).toEqual([])
  } finally {
    await other.end()
  }
})

test('an app whose users may ask no more takes the first call of any other user', async ({
  system,
  user,
  ask,
}) => {
  expect(await ask()).toBe(202)
  const eve = new Backend(system, `eve-${user}`)
  await connectGoogle(eve)
  const other = new Client(system.config.database_url)
  await other.connect()
  try {
    // Twenty users with fifty each.
    await other.query(
      `insert into alter_vault.approvals
        select (jsonb_populate_record(one, jsonb_build_object('id', 'full ' || n, 'user_id', 'user ' || n % 20))).*
        from alter_vault.approvals one, generate_series(1, 1000) n
        where one.id = (select min(id) from alter_vault.approvals)`,
    )
    expect(await ask()).toBe(429)
    const asked = [
      await eve.calendar({ [HEADER.reason]: 'why' }),
      await eve.calendar({ [HEADER.reason]: 'why' }),
    ]
    expect(asked.map(({ status }) => status)).toEqual([202, 429])
  } finally {
    await other.query("delete from alter_vault.approvals where id like 'full %'")
    await other.end()
  }
})
