import { Client } from 'pg'
import { expect } from 'vitest'
import { ownVaultTest } from '../fixtures.ts'
import { Backend, problem } from '../system.ts'
import { WalletBrowser } from '../wallet-browser.ts'

const test = ownVaultTest({ wallet: true })
  /** Makes the database refuse new rows of a table, as one without a free connection does. */
  .extend('refuseRows', ({ system }) => {
    return async (table: string): Promise<void> => {
      const client = new Client(system.config.database_url)
      await client.connect()
      await client.query(
        `create function alter_vault.refuse() returns trigger language plpgsql as
        $$ begin raise exception 'too many clients' using errcode = '53300'; end $$`,
      )
      await client.query(
        `create trigger refuse before insert on alter_vault.${table} execute function alter_vault.refuse()`,
      )
      await client.end()
    }
  })

test('a request may be repeated if its first write fails, and may not if it has already written something', async ({
  system,
  backend,
  refuseRows,
}) => {
  expect((await backend.tryMint()).status).toBe(201)
  await refuseRows('sessions')
  expect(await problem(await backend.tryMint())).toMatchObject({ status: 503, code: 'unavailable' })
  const newcomer = new Backend(system, 'newcomer')
  expect(await problem(await newcomer.tryMint())).toMatchObject({ status: 500, code: 'internal_error' })
})

test('a sign-in whose code is spent is not answered as one that may be repeated', async ({
  system,
  refuseRows,
}) => {
  const browser = new WalletBrowser(system)
  const callback = await browser.consent(await browser.beginSignIn(), { account: 'ada' })
  await refuseRows('wallet_sessions')
  expect(await problem(await browser.send(callback))).toMatchObject({ status: 500, code: 'internal_error' })
})
