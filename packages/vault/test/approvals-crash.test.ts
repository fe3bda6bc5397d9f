import { createServer as createTcpServer, type Socket } from 'node:net'
import { once } from 'node:events'
import type { RequestListener, ServerResponse } from 'node:http'
import { type Approval, HEADER, type Problem } from '@alter/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { spawnCommand, startProcess, type VaultProcess } from './processes.ts'
import { listen, type LocalServer } from './server.ts'
import { Backend, connectGoogle, json, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 90_000 })

let system: System
let backend: Backend
let api: LocalServer
/** What arrived at the API. */
let received: string[]
let answer: RequestListener
/** A host that takes connections and never says a word, so that no request can be sent there. */
let silent: { host: string; reached: Promise<unknown>; close(): void }
/** Between the vaults and the provider's token endpoint; the first refresh waits there for ever. */
let gate: LocalServer & { reached: Promise<unknown> }
let processes: VaultProcess[]

beforeEach(async () => {
  received = []
  processes = []
  answer = (_, response) => response.writeHead(201).end('{"id":1}')
  api = await listen((request, response) => {
    received.push(`${request.method} ${request.url}`)
    request.resume()
    answer(request, response)
  })
  silent = await listenInSilence()
  system = await startSystem({
    google: {
      api_hosts: [`localhost:${api.port}`, silent.host],
      policies: [{ type: 'require_approval', approver: 'operator' }],
    },
    vault: { allow_private_network: true },
  })
  backend = new Backend(system)
  await connectGoogle(backend)
  gate = await openGate(system.provider.google.endpoints.token)
  // From here on only the processes are at work.
  await system.vault.close()
})
afterEach(async () => {
  for (const each of processes) await each.kill()
  await system.close()
  await api.close()
  await gate.close()
  silent.close()
})

/** Something that is waited for. */
function happening(): { promise: Promise<unknown>; resolve: () => void } {
  const happened = new AbortController()
  return { promise: once(happened.signal, 'abort'), resolve: () => happened.abort() }
}

async function listenInSilence(): Promise<typeof silent> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => void sockets.add(socket.on('error', () => undefined)))
  const reached = once(server, 'connection')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    host: `localhost:${address.port}`,
    reached,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

async function openGate(endpoint: string): Promise<typeof gate> {
  let count = 0
  const { promise: reached, resolve } = happening()
  const server = await listen((_, response) => {
    count += 1
    if (count === 1) return resolve()
    response.writeHead(307, { location: endpoint }).end()
  })
  return { ...server, reached }
}

async function startVault(): Promise<VaultProcess> {
  const started = await startProcess(system.folder, system.config)
  processes.push(started)
  return started
}

async function call(
  vault: VaultProcess,
  path: string,
  headers: Record<string, string> = {},
  init: RequestInit = {},
) {
  return fetch(vault.url + path, {
    ...init,
    headers: {
      [HEADER.apiKey]: system.apiKey,
      [HEADER.userToken]: await backend.userToken(),
      ...headers,
    },
  })
}

/** Asks for a POST that waits for the operator; answers its approval. */
async function ask(vault: VaultProcess, origin = `http://localhost:${api.port}`): Promise<string> {
  const response = await call(
    vault,
    '/sdk/proxy',
    { [HEADER.provider]: 'google', [HEADER.url]: `${origin}/events`, [HEADER.reason]: 'why' },
    { method: 'POST', body: '{}' },
  )
  const { approval_id: id } = await json<Problem>(response, 202)
  return id ?? ''
}

async function approvalOf(vault: VaultProcess, id: string): Promise<Approval> {
  return json<Approval>(await call(vault, `/sdk/approvals/${id}`))
}

function approve(id: string): ReturnType<typeof spawnCommand> {
  return spawnCommand(system.folder, ['approvals', 'approve', id, '--json'])
}

/** What is left of an approval once all who were at it are gone. */
async function ended(vault: VaultProcess, id: string): Promise<Approval> {
  return vi.waitFor(
    async () => {
      const approval = await approvalOf(vault, id)
      expect(approval.status).toMatch(/executed|failed|expired|denied/)
      return approval
    },
    { timeout: 30_000, interval: 250 },
  )
}

test('killed while it is pending: another process sends it, once', async () => {
  const [one, two] = [await startVault(), await startVault()]
  const id = await ask(one)
  await one.kill()
  expect(await approve(id)).toMatchObject({ code: 0, stdout: expect.stringContaining('"status":"executed"') })
  expect(await ended(two, id)).toMatchObject({ status: 'executed', response_status: 201 })
  expect((await call(two, `/sdk/approvals/${id}/result`)).status).toBe(201)
  expect(received).toEqual(['POST /events'])
})

test('approved while no process runs: the next one sends it, once, with another beside it', async () => {
  const one = await startVault()
  const id = await ask(one)
  await one.kill()
  const approving = approve(id)
  await vi.waitFor(
    async () =>
      expect(await system.database('select status from approvals')).toEqual([{ status: 'approved' }]),
    { timeout: 20_000 },
  )
  const [two] = await Promise.all([startVault(), startVault()])
  expect(await ended(two, id)).toMatchObject({ status: 'executed' })
  expect((await approving).code).toBe(0)
  expect(received).toEqual(['POST /events'])
})

test('killed before it is written that it is sent: another process sends it, once', async () => {
  // Whoever sends it must refresh the token first, and the first one to try that waits there for ever.
  await system.changeGrants('update grants set refresh_at = 1, access_expires_at = 1')
  const google = system.config.apps[0]?.providers?.['google']
  Object.assign(google ?? {}, { token_endpoint: `http://localhost:${gate.port}/token` })
  const one = await startVault()
  const id = await ask(one)
  const approving = approve(id)
  await gate.reached
  expect(await system.database('select status from approvals')).toEqual([{ status: 'approved' }])
  await one.kill()
  const two = await startVault()
  const approval = await ended(two, id)
  await approving
  // A refresh that nobody knows the end of may have lost the grant: then it is said, and nothing was sent.
  if (approval.status === 'executed') expect(received).toEqual(['POST /events'])
  else expect([approval.status, received]).toEqual(['failed', []])
})

test('killed once that is written, before a byte left: it is never sent, and nobody claims to know', async () => {
  const [one, two] = [await startVault(), await startVault()]
  const id = await ask(one, `https://${silent.host}`)
  void approve(id)
  await silent.reached
  expect(await system.database('select status from approvals')).toEqual([{ status: 'executing' }])
  // Which of the two has it is not known from here: whoever it is, the other one looks after it.
  await one.kill()
  await two.kill()
  const three = await startVault()
  expect(await ended(three, id)).toMatchObject({ status: 'failed', failure: 'outcome_unknown' })
  expect(received).toEqual([])
})

test('killed while the provider works: it arrived once, is not sent again, and the outcome is unknown', async () => {
  const arrived = happening()
  answer = () => arrived.resolve()
  const one = await startVault()
  const id = await ask(one)
  void approve(id)
  await arrived.promise
  const two = await startVault()
  // Beside a process that lives, nobody gives it up.
  await new Promise((resolve) => setTimeout(resolve, 7000))
  expect(await approvalOf(two, id)).toMatchObject({ status: 'executing' })
  await one.kill()
  expect(await ended(two, id)).toMatchObject({ status: 'failed', failure: 'outcome_unknown' })
  const response = await call(two, `/sdk/approvals/${id}/result`)
  expect([response.status, (await json<Problem>(response, 502)).failure]).toEqual([502, 'outcome_unknown'])
  expect(received).toEqual(['POST /events'])
})

test('killed as the answer arrives: it is sent once, and either the answer is kept or nobody knows it', async () => {
  const one = await startVault()
  answer = (_, response) => response.writeHead(201).end('{"id":1}', () => void one.kill())
  const id = await ask(one)
  void approve(id)
  await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 20_000 })
  const two = await startVault()
  const approval = await ended(two, id)
  if (approval.status === 'executed') {
    expect(await (await call(two, `/sdk/approvals/${id}/result`)).text()).toBe('{"id":1}')
  } else expect(approval).toMatchObject({ status: 'failed', failure: 'outcome_unknown' })
  expect(received).toEqual(['POST /events'])
})

test('told to stop while the provider works, a vault stays until the answer is kept', async () => {
  const arrived = happening()
  const held: ServerResponse[] = []
  answer = (_, response) => {
    held.push(response)
    arrived.resolve()
  }
  const one = await startVault()
  const id = await ask(one)
  void approve(id)
  await arrived.promise
  const stopping = one.stop()
  held[0]?.writeHead(201).end('{"id":1}')
  expect(await stopping).toBe(0)
  const two = await startVault()
  expect(await approvalOf(two, id)).toMatchObject({ status: 'executed', response_status: 201 })
})
