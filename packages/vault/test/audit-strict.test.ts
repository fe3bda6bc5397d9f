import { HEADER } from '@alter/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { listen, type LocalServer } from './server.ts'
import { Backend, connectGoogle, problem, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

let api: LocalServer
/** What the audit said of a use when it arrived at the provider. */
let seen: string[]
let system: System
beforeEach(async () => {
  seen = []
  api = await listen(async (_request, response) => {
    const rows = outcomes()
    seen.push(await rows.then((found) => found.map(({ outcome }) => outcome).join()).catch(() => 'nothing'))
    response.end('{}')
  })
})
afterEach(async () => {
  await system.close()
  await api.close()
})

async function start(audit: 'keep' | 'strict'): Promise<Backend> {
  const host = `127.0.0.1:${api.port}`
  system = await startSystem({
    vault: { audit, allow_private_network: true },
    google: { api_hosts: [host] },
  })
  const backend = new Backend(system)
  await connectGoogle(backend)
  return backend
}

function use(backend: Backend): Promise<Response> {
  return backend.call(`http://127.0.0.1:${api.port}/`, { [HEADER.provider]: 'google' })
}

function rename(from: string, to: string): Promise<unknown[]> {
  return system.database(`alter table ${from} rename to ${to}`)
}

function outcomes(): Promise<{ outcome: string }[]> {
  return system.database<{ outcome: string }>("select outcome from audit where action = 'use'")
}

test('B3: a strict audit has the row before the provider has the request', async () => {
  const backend = await start('strict')
  expect((await use(backend)).status).toBe(200)
  expect(seen).toEqual(['started'])
})

test('B3: a strict audit that cannot be written lets nothing out, and then everything again', async () => {
  const backend = await start('strict')
  await rename('audit', 'elsewhere')
  expect(await problem(await use(backend))).toMatchObject({ status: 503, code: 'unavailable' })
  expect(seen).toEqual([])
  await rename('elsewhere', 'audit')
  expect((await use(backend)).status).toBe(200)
  expect(seen).toHaveLength(1)
})

test('B3: without it a use goes on, and its row waits', async () => {
  const backend = await start('keep')
  await rename('audit', 'elsewhere')
  expect((await use(backend)).status).toBe(200)
  expect(seen).toEqual(['nothing'])
  await rename('elsewhere', 'audit')
  await expect.poll(outcomes, { timeout: 10_000 }).toEqual([{ outcome: 'ok' }])
})
