import { HEADER } from '@alter/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openStorage } from '../../src/storage/open.ts'
import { Backend, Browser, json, problem, startSystem, type System, VAULT } from '../system.ts'
import { type Cluster, findPostgres, startCluster } from './cluster.ts'
import { type Gate, openGate } from './gate.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** A vault on a PostgreSQL of its own, which a test may stop. */
let cluster: Cluster
let system: System
let gate: Gate
let backend: Backend
beforeEach(async () => {
  cluster = await startCluster((await findPostgres()) ?? '')
  system = await startSystem({ vault: { database_url: `${cluster.url}/postgres` } })
  gate = await openGate(system.provider.github.endpoints.token)
  const github = system.config.apps[0]?.providers['github']
  if (!github) throw new Error('no github')
  github.token_endpoint = gate.url
  system.config.allow_private_network = true
  system = { ...system, vault: await system.secondVault() }
  backend = new Backend(system)
  const minted = await backend.mint({ allowed_providers: ['github'] })
  await new Browser(system).connect(minted, { account: 'ghopper' }, { provider: 'github' })
})
afterEach(async () => {
  await gate.close()
  await system.close()
  await cluster.stop()
})

function use(): Promise<Response> {
  return backend.call(`${system.provider.github.api}/user`, { [HEADER.provider]: 'github' })
}

test('a database that goes while the provider answers: the rotated token is kept until it is back', async () => {
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

test('without its database a vault lets nobody through, says nothing of why, and goes on when it is back', async () => {
  await cluster.kill()
  expect(await problem(await use())).toMatchObject({ status: 500, code: 'internal_error' })
  const health = await system.vault.fetch(new Request(`${VAULT}/health`))
  expect(health.status).toBe(503)
  expect(await health.json()).toEqual({ status: 'database_unreachable' })
  await cluster.start()
  expect(await json(await use())).toMatchObject({ login: 'ghopper' })
})

test('a connection that is lost between two statements of a transaction ends the transaction, not the process', async () => {
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
