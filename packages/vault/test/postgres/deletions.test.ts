import { Client } from 'pg'
import { expect, vi } from 'vitest'
import { openStorage } from '../../src/storage/open.ts'
import { LONGEST_SIGN_IN } from '../../src/wallet/attempts.ts'
import { sweepEndedSignIns } from '../../src/wallet/ended-sign-ins.ts'
import { ownVaultTest } from '../fixtures.ts'
import { problem } from '../system.ts'

const test = ownVaultTest()
  /** Another vault on the same database. */
  .extend('other', async ({ system }, { onCleanup }) => {
    const client = new Client(system.config.database_url)
    await client.connect()
    onCleanup(() => client.end())
    return client
  })
  /** Waits until a statement waits for a lock. */
  .extend('blocked', ({ other }) => {
    return (): Promise<void> =>
      vi.waitFor(async () => {
        const { rows } = await other.query(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        )
        expect(rows).toHaveLength(1)
      })
  })

test('a user is forgotten for whom another vault creates a session at that moment', async ({
  backend,
  other,
  blocked,
}) => {
  await backend.mint()
  await other.query('begin')
  await other.query(
    `insert into alter_vault.sessions select (jsonb_populate_record(s, '{"id": "second", "token_hash": "second"}')).*
    from alter_vault.sessions s`,
  )
  const forgotten = backend.ask('/sdk/users/ada', 'DELETE')
  await blocked()
  await other.query('commit')
  expect((await forgotten).ok).toBe(true)
  const { rows } = await other.query(
    'select id from alter_vault.users union select id from alter_vault.sessions',
  )
  expect(rows).toEqual([])
})

test('a session is refused whose user another vault is deleting', async ({ backend, other, blocked }) => {
  await backend.mint()
  await other.query('begin')
  await other.query('delete from alter_vault.sessions')
  await other.query('delete from alter_vault.users')
  const minted = backend.tryMint({ allowed_providers: ['google'] })
  await blocked()
  await other.query('commit')
  expect(await problem(await minted)).toMatchObject({ status: 401, code: 'invalid_user_token' })
})

test('old ends of sign-ins are forgotten while another vault notes two of them again', async ({
  system,
  other,
  blocked,
}) => {
  const storage = await openStorage({ kind: 'postgres', url: system.config.database_url ?? '' })
  try {
    await other.query(
      "insert into alter_vault.ended_sign_ins (name_hash, until) values ('one', 1), ('two', 1)",
    )
    const note = 'update alter_vault.ended_sign_ins set until = $2 where name_hash = $1'
    const now = LONGEST_SIGN_IN + 2
    await other.query('begin')
    await other.query(note, ['two', now])
    const swept = sweepEndedSignIns(storage, now)
    await blocked()
    await Promise.all([other.query(note, ['one', now]).then(() => other.query('commit')), swept])
    const { rows } = await other.query('select name_hash from alter_vault.ended_sign_ins')
    expect(rows).toEqual([{ name_hash: 'two' }])
  } finally {
    await storage.destroy()
  }
})
