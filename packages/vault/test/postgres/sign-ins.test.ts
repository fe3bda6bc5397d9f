import { Client } from 'pg'
import { expect, vi } from 'vitest'
import { sha256 } from '../../src/crypto/hash.ts'
import { vaultTest } from '../fixtures.ts'
import { WalletBrowser } from '../wallet-browser.ts'

const test = vaultTest({ wallet: true })

test('17.1 a sign-in waits for the logout that another vault is writing, and has ended with it', async ({
  system,
}) => {
  const browser = new WalletBrowser(system)
  const callback = await browser.consent(await browser.beginSignIn(), { account: 'ada' })
  const { issuer } = system.provider.identity
  const other = new Client(system.config.database_url)
  await other.connect()
  /** As another vault writes it. */
  function note(name: unknown[]): Promise<unknown> {
    return other.query('insert into alter_vault.ended_sign_ins (name_hash, until) values ($1, $2)', [
      sha256(JSON.stringify(name)),
      system.now(),
    ])
  }
  try {
    await other.query('begin')
    await note([issuer])
    await note([issuer, null, 'ada', null])
    const signedIn = browser.send(callback)
    await vi.waitFor(async () => {
      const { rows } = await other.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
      expect(rows).toHaveLength(1)
    })
    await other.query('delete from alter_vault.wallet_sessions')
    await other.query('commit')
    expect((await signedIn).status).toBe(409)
    expect((await browser.session()).signed_in).toBe(false)
  } finally {
    await other.end()
  }
})
