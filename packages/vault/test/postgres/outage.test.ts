/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { HEADER } from '@alter/protocol'
import { Kysely } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { openStorage } from '../../src/storage/open.ts'
import { postgresDialect } from '../../src/storage/postgres.ts'
import type { Tables } from '../../src/storage/schema.ts'
import { ownVaultTest } from '../fixtures.ts'
import { Backend, Browser, connectGoogle, json, problem, VAULT } from '../system.ts'
import { findPostgres, startCluster } from './cluster.ts'
import { openGate } from './gate.ts'

const test = ownVaultTest() /** A PostgreSQL of its own, which a test may stop. */
  .extend('cluster', async ({}, { onCleanup }) => {
    const cluster = await startCluster((await findPostgres()) ?? '')
    onCleanup(() => cluster.stop())
    return cluster
  })
  .extend('base', { auto: true }, ({ start, cluster }) =>
    start({ vault: { database_url: `${cluster.url.replace('@', ':the-database-password@')}/postgres` } }),
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

test('without its database a vault refuses everybody, says when to try again, and continues when it is back', async ({
  system,
  cluster,
  backend,
  use,
}) => {
  const unavailable = { status: 503, code: 'unavailable', retry_after: 1 }
  await cluster.kill()
  const refused = await use()
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(await problem(refused)).toMatchObject(unavailable)
  const own = { allowed_providers: ['github'] }
  const routes = [
    () => backend.tryMint(own),
    () => backend.tryMint({ ...own, principal: 'app' }),
    () => backend.ask('/sdk/grants'),
    () => backend.ask('/sdk/users/ada', 'DELETE'),
    () => backend.ask('/sdk/grants/some-id/revoke', 'POST'),
  ]
  for (const route of routes) expect(await problem(await route())).toMatchObject(unavailable)
  expect(system.log.join('')).not.toMatch(/the-database-password|postgres:\/\//)
  const health = await system.vault.fetch(new Request(`${VAULT}/health`))
  expect(health.status).toBe(503)
  expect(await health.json()).toEqual({ status: 'database_unreachable' })
  await cluster.start()
  expect(await json(await use())).toMatchObject({ login: 'ghopper' })
})

test('a database that goes after a request was sent makes no answer that invites to send it again', async ({
  base,
  api,
  cluster,
}) => {
  const google = base.config.apps[0]?.providers['google']
  if (!google) throw new Error('no google')
  google.api_hosts = [api.host]
  base.config.allow_private_network = true
  const backend = new Backend({ ...base, vault: await base.secondVault() })
  await connectGoogle(backend)
  api.answer = (_request, response) => {
    // A token that is refused is refreshed, for which the vault needs its database.
    void cluster.kill().then(() => response.writeHead(401).end())
  }
  const sent = await backend.call(`${api.origin}/events`, {}, { method: 'POST', body: '{}' })
  expect(api.arrivals).toHaveLength(1)
  expect(await problem(sent)).toMatchObject({ status: 500, code: 'internal_error' })
  await cluster.start()
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

test('connections that are lost before their first statement do not use up the pool', async ({ cluster }) => {
  const { port } = new URL(cluster.url)
  let isCutting = false
  let cut = 0
  const relay = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1')
    near.on('data', (bytes) => {
      // Whoever has signed in prepares the connection first.
      if (!isCutting || !bytes.includes('search_path')) return far.write(bytes)
      cut += 1
      return near.destroy()
    })
    far.on('data', (bytes) => near.write(bytes))
    near.on('error', () => undefined).on('close', () => far.destroy())
    far.on('error', () => undefined).on('close', () => near.destroy())
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void relay.close())
  await once(relay, 'listening')
  const { port: relayed }: { port?: number } = Object(relay.address())
  const url = `postgres://alter@127.0.0.1:${relayed}/postgres`
  await (await openStorage({ kind: 'postgres', url })).destroy()

  const storage = new Kysely<Tables>({ dialect: postgresDialect(url) })
  function ask(): Promise<unknown> {
    return storage.selectFrom('users').select('id').execute()
  }
  isCutting = true
  const lost = await Promise.allSettled(Array.from({ length: 30 }, ask))
  expect(lost.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 'rejected'))
  expect(cut).toBe(30)
  isCutting = false
  expect(await ask()).toEqual([])
  await storage.destroy()
})
