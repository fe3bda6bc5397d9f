/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { HEADER } from '@alter/protocol'
import { expect, vi } from 'vitest'
import { openStorage } from '../../src/storage/open.ts'
import { ownVaultTest } from '../fixtures.ts'
import { Browser, json, problem, VAULT } from '../system.ts'
import { findPostgres, startCluster } from './cluster.ts'
import { openGate } from './gate.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const test = ownVaultTest() /** A PostgreSQL of its own, which a test may stop. */
  .extend('cluster', async ({}, { onCleanup }) => {
    const cluster = await startCluster((await findPostgres()) ?? '')
    onCleanup(() => cluster.stop())
    return cluster
  })
  .extend('base', { auto: true }, ({ start, cluster }) =>
    start({ vault: { database_url: `${cluster.url}/postgres` } }),
  )
  .extend('gate', async ({ base }, { onCleanup }) => {
    const gate = await openGate(base.provider.github.endpoints.token)
    onCleanup(() => gate.close())
    return gate
  })
  /** A vault whose GitHub is behind the gate. */
  .extend('system', async ({ base, gate }) => {
    const github = base.config.apps[0]?.providers['github']
    if (!github) throw new Error('no github')
    github.token_endpoint = gate.url
    base.config.allow_private_network = true
    return { ...base, vault: await base.secondVault() }
  })
  .extend('use', async ({ backend }) => {
    const minted = await backend.mint({ allowed_providers: ['github'] })
    await new Browser(backend.system).connect(minted, { account: 'ghopper' }, { provider: 'github' })
    return () => backend.call(`${backend.system.provider.github.api}/user`, { [HEADER.provider]: 'github' })
  })

test('a database that goes while the provider answers: the rotated token is kept until it is back', async ({
  system,
  cluster,
  gate,
  use,
}) => {
  system.pass(61)
  gate.hold = 'answer'
  const using = use()
  await gate.held()
  await cluster.kill()
  gate.open()
  await cluster.start()
  expect(await json(await using)).toMatchObject({ login: 'ghopper' })
  system.pass(61)
  expect(await json(await use())).toMatchObject({ login: 'ghopper' })
})

test('without its database a vault refuses everybody without a reason, and continues when it is back', async ({
  system,
  cluster,
  use,
}) => {
  await cluster.kill()
  expect(await problem(await use())).toMatchObject({ status: 500, code: 'internal_error' })
  const health = await system.vault.fetch(new Request(`${VAULT}/health`))
  expect(health.status).toBe(503)
  expect(await health.json()).toEqual({ status: 'database_unreachable' })
  await cluster.start()
  expect(await json(await use())).toMatchObject({ login: 'ghopper' })
})

test('a connection that is lost between two statements of a transaction ends the transaction, not the process', async ({
  cluster,
}) => {
  const storage = await openStorage({ kind: 'postgres', url: `${cluster.url}/postgres` })
  const transaction = await storage.startTransaction().execute()
  await transaction.selectFrom('users').select('id').execute()
  await cluster.kill()
  await expect(transaction.selectFrom('users').select('id').execute()).rejects.toThrow()
  await transaction
    .rollback()
    .execute()
    .catch(() => undefined)
  await storage.destroy()
})
