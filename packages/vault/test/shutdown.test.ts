/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { EventEmitter, once } from 'node:events'
import { Agent, type IncomingMessage, request as send } from 'node:http'
import { HEADER } from '@alter/protocol'
import { expect, onTestFinished, test as base, vi } from 'vitest'
import type { Vault } from '@alter/vault'
import { CLOSING_GRACE } from '../src/outbound/outbound.ts'
import { startProcess, type VaultProcess } from './processes.ts'
import { listen } from './server.ts'
import { Backend, connectGoogle, pollUntilWoken, problem, startSystem, VAULT } from './system.ts'

const CHUNK = 'x'.repeat(65_536)

const test = base
  /** An API that answers its first half at once and the rest when a test says so. */
  .extend('api', async ({}, { onCleanup }) => {
    const events = new EventEmitter()
    const finished = once(events, 'finish')
    const server = await listen((_request, response) => {
      response.write(CHUNK)
      void finished.then(() => response.end(CHUNK))
    })
    onCleanup(() => server.close())
    return { port: server.port, finish: () => void events.emit('finish') }
  })
  .extend('system', async ({ api }, { onCleanup }) => {
    const system = await startSystem({ google: { api_hosts: [`localhost:${api.port}`] } })
    onCleanup(() => system.close())
    return system
  })
  .extend('backend', async ({ system }) => {
    const backend = new Backend(system)
    await connectGoogle(backend)
    return backend
  })
  /** A vault in a process of its own, on the same data. */
  .extend('vault', async ({ system }, { onCleanup }) => {
    const vault = await startProcess(system.folder, { ...system.config, allow_private_network: true })
    onCleanup(() => vault.kill())
    return vault
  })

async function use(vault: VaultProcess, backend: Backend, port: number): Promise<Response> {
  return fetch(`${vault.url}/sdk/proxy`, {
    headers: {
      [HEADER.apiKey]: backend.system.apiKey,
      [HEADER.userToken]: await backend.userToken(),
      [HEADER.provider]: 'google',
      [HEADER.url]: `http://localhost:${port}/`,
    },
  })
}

test('a vault that is asked to stop ends the answers under way, and loses no audit row', async ({
  api,
  system,
  backend,
  vault,
}) => {
  const answer = await use(vault, backend, api.port)
  const stopping = vault.stop()
  function health(): Promise<number | 'refused'> {
    return fetch(`${vault.url}/health`).then(
      ({ status }) => status,
      () => 'refused' as const,
    )
  }
  await expect.poll(health).toBe('refused')
  api.finish()
  expect((await answer.text()).length).toBe(2 * CHUNK.length)
  const read = performance.now()
  expect(await stopping).toBe(0)
  // Its connection was to be kept alive, as the answer said before the end; what asks nothing is given up after 5 s.
  expect(performance.now() - read).toBeLessThan(4500)
  expect(await system.database("select outcome from audit where action = 'use'")).toEqual([{ outcome: 'ok' }])
})

// A connection that is kept alive would be waited for.
test('a vault that is asked to stop answers the waiting polls at once', async ({
  system,
  backend,
  vault,
}) => {
  const kept: (string | null)[] = []
  async function fetchFrom(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    const answer = await fetch(new Request(vault.url + pathname + search, request))
    kept.push(answer.headers.get('connection'))
    return answer
  }
  const { session_token } = await backend.mint()
  const waiting = pollUntilWoken({ ...system, vault: { ...system.vault, fetch: fetchFrom } }, session_token)
  // The poll is there when the server has answered one that came after it.
  await fetch(`${vault.url}/health`)
  const [code] = await Promise.all([vault.stop(), waiting])
  expect(code).toBe(0)
  expect(kept).toEqual(['close'])
  expect(await waiting).toMatchObject({ status: 'pending' })
})

test('while it is closing, a mounted vault tells load balancers to go elsewhere', async ({ system }) => {
  function health(): Promise<Response> {
    return system.vault.fetch(new Request(`${VAULT}/health`))
  }
  expect((await health()).status).toBe(200)
  const closing = system.vault.close()
  const answer = await health()
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ status: 'closing' })
  await closing
})

/** A poll of the mounted vault whose body, the token, comes when a test says so. */
function begin(vault: Vault, token: string): { answer: Promise<Response>; end: () => void } {
  const { readable, writable } = new TextEncoderStream()
  const asked = new Request(`${VAULT}/sdk/oauth/connect/session/result`, {
    method: 'POST',
    body: readable,
    duplex: 'half',
  })
  const writer = writable.getWriter()
  return {
    answer: vault.fetch(asked),
    end: () => void writer.write(token).then(() => writer.close()),
  }
}

async function ask(vault: Vault, token: string): Promise<Response> {
  const { answer, end } = begin(vault, token)
  end()
  return answer
}

test('a mounted vault answers what comes while it is closing; what comes later is asked to come again', async ({
  system,
  backend,
}) => {
  const { session_token } = await backend.mint()
  const before = begin(system.vault, session_token)
  const closing = system.vault.close()
  expect((await ask(system.vault, session_token)).status).toBe(200)
  const meanwhile = begin(system.vault, session_token)
  before.end()
  expect((await before.answer).status).toBe(200)
  await expect.poll(async () => (await ask(system.vault, session_token)).status).toBe(503)
  meanwhile.end()
  expect((await meanwhile.answer).status).toBe(200)
  await closing
  const late = await ask(system.vault, session_token)
  expect(late.headers.get('retry-after')).toBe('1')
  expect(await problem(late)).toMatchObject({ status: 503, code: 'unavailable' })
})

test('a poll on a kept connection never fails when the vault closes', async ({ backend, vault }) => {
  const { session_token } = await backend.mint()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  async function poll(wait: number): Promise<number | 'refused'> {
    const asking = send(`${vault.url}/sdk/oauth/connect/session/result?wait=${wait}`, {
      method: 'POST',
      agent,
    })
    asking.end(session_token)
    try {
      const [answer]: IncomingMessage[] = await once(asking, 'response')
      answer?.resume()
      return answer?.statusCode ?? 0
    } catch {
      return 'refused'
    }
  }
  expect(await poll(0)).toBe(200)
  const waiting = poll(25)
  // The poll is there when the server has answered one that came after it.
  await fetch(`${vault.url}/health`)
  const stopping = vault.stop()
  const seen = [await waiting]
  while (seen.at(-1) !== 'refused') seen.push(await poll(25))
  expect(await stopping).toBe(0)
  expect(seen.filter((status) => status !== 200 && status !== 503)).toEqual(['refused'])
  agent.destroy()
})

test('without its database a vault tells load balancers to go elsewhere', async ({ system }) => {
  await system.database('drop table data_keys')
  const answer = await system.vault.fetch(new Request(`${VAULT}/health`))
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ status: 'database_unreachable' })
})

test('14.12 a provider that never answers holds a vault that stops for 20 s, and the call leaves its row', async () => {
  const events = new EventEmitter()
  const asked = once(events, 'asked')
  const api = await listen(() => void events.emit('asked'))
  onTestFinished(() => api.close())
  const system = await startSystem({
    vault: { provider_timeout: 600, allow_private_network: true },
    google: { api_hosts: [`localhost:${api.port}`] },
  })
  onTestFinished(() => system.close())
  const backend = new Backend(system)
  await connectGoogle(backend)
  const answer = backend.call(`http://localhost:${api.port}/`)
  await asked
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const closing = system.vault.close()
  await vi.advanceTimersByTimeAsync(CLOSING_GRACE)
  await closing
  expect(await problem(await answer)).toMatchObject({ status: 502, code: 'provider_unreachable' })
  expect(await system.database("select outcome from audit where action = 'use'")).toEqual([
    { outcome: 'failed' },
  ])
})

test('14.12 a process that has closed everything ends, also if something keeps its event loop', async ({
  system,
}) => {
  const forever = 'data:text/javascript,setInterval(() => undefined, 60000)'
  const vault = await startProcess(system.folder, system.config, { NODE_OPTIONS: `--import="${forever}"` })
  onTestFinished(() => vault.kill())
  expect(await vault.stop()).toBe(0)
})
