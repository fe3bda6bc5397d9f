import type { IncomingMessage, RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openKeys, type TestKey, type TestKeys } from './key-store.ts'
import { listen, type LocalServer } from './server.ts'
import { Backend, connectGoogle, problem, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

let api: LocalServer
let answer: RequestListener
let requests: IncomingMessage[]
let url: string
let system: System
let backend: Backend
let keys: TestKeys
let key: TestKey
let grant: string
beforeEach(async () => {
  requests = []
  answer = (request, response) => void request.resume().on('end', () => response.end('{}'))
  api = await listen((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  url = `http://localhost:${api.port}/`
  system = await startSystem({
    google: {
      api_hosts: [`localhost:${api.port}`],
      policies: [{ type: 'ttl', seconds: 3600 }],
    },
    vault: { allow_private_network: true },
  })
  keys = await openKeys(system)
  key = await keys.backend()
  backend = key.backend
  grant = (await connectGoogle(backend)).grant_id
})
afterEach(async () => {
  await keys[Symbol.asyncDispose]()
  await system.close()
  await api.close()
})

const endings: [string, () => Promise<unknown>, string][] = [
  ['revoked', () => backend.post(`/sdk/grants/${grant}/revoke`, {}), 'grant_revoked'],
  ['revoked by another process', () => revokeElsewhere(), 'grant_revoked'],
  ['deleted with its user', () => backend.ask('/sdk/users/ada', 'DELETE'), 'invalid_user_token'],
  ['used with a key that was revoked', () => key.revoke(), 'invalid_api_key'],
  ['past its ttl', async () => system.pass(3601), 'grant_expired'],
  [
    'past its own end',
    () => system.changeGrants('update grants set expires_at = 1 where id = ?', grant),
    'grant_expired',
  ],
]

async function revokeElsewhere(): Promise<unknown> {
  const other = new Backend({ ...system, vault: await system.secondVault() })
  return other.post(`/sdk/grants/${grant}/revoke`, {})
}

function promised<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let settle: ((value: Value) => void) | undefined
  const promise = new Promise<Value>((resolve) => {
    settle = resolve
  })
  return { promise, resolve: (value) => settle?.(value) }
}

/** A body whose end waits for a test. */
function held(): { body: ReadableStream<Uint8Array>; finish: () => void; taken: Promise<void> } {
  const taken = promised<void>()
  const ended = promised<void>()
  let part = 0
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        part += 1
        if (part === 1) return controller.enqueue(Buffer.from('hel'))
        taken.resolve()
        await ended.promise
        controller.enqueue(Buffer.from('lo'))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return { body, finish: ended.resolve, taken: taken.promise }
}

describe.each(endings)('W1: a grant that is %s', (_name, end, code) => {
  test('while a body is taken sends nothing', async () => {
    const { body, finish, taken } = held()
    const headers = { 'content-length': '5' }
    const call = backend.call(url, headers, { method: 'POST', body, duplex: 'half' })
    await taken
    await end()
    finish()
    expect(await problem(await call)).toMatchObject({ code })
    expect(requests).toEqual([])
  })

  test('before a redirect hop is followed no further', async () => {
    answer = async (_request, response) => {
      await end()
      response.writeHead(302, { location: '/next' }).end()
    }
    expect(await problem(await backend.call(url))).toMatchObject({ code })
    expect(requests).toHaveLength(1)
  })

  test('before the repeat after a 401 is not sent again', async () => {
    answer = async (_request, response) => {
      await end()
      response.writeHead(401).end()
    }
    const told = await backend.call(url)
    if (told.status !== 401) expect(await problem(told)).toMatchObject({ code })
    expect(requests).toHaveLength(1)
  })

  test('while an upload streams cuts it', async () => {
    const arrived = promised<IncomingMessage>()
    answer = (request) => {
      request.on('error', () => undefined)
      request.once('data', () => arrived.resolve(request))
    }
    const { body, finish } = held()
    const call = backend.call(url, {}, { method: 'POST', body, duplex: 'half' })
    const request = await arrived.promise
    const gone = new Promise((resolve) => request.socket.on('close', resolve))
    await end()
    // A user who is deleted has their grants revoked first.
    expect([code, 'grant_revoked']).toContain((await problem(await call)).code)
    await gone
    finish()
  })
})
