import { createServer as createTcpServer, type Socket } from 'node:net'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type Approval, HEADER, type Problem } from '@alter/protocol'
import type { VaultConfig } from '@alter/vault'
import { afterAll, expect, vi } from 'vitest'
import { type Ended, runCommand } from './commands.ts'
import { type Desk, openDesk } from './desk.ts'
import { vaultTest } from './fixtures.ts'
import { startProcess, type VaultProcess } from './processes.ts'
import { listen, type LocalServer } from './server.ts'
import { Backend, connectGoogle, json, type System, VAULT } from './system.ts'

/** The holder of a lease that is not heard of for so long is gone. Milliseconds. */
const GONE = 7000

/** A host that takes connections and never says a word, so that no request can be sent there. */
interface SilentHost {
  host: string
  reached: Promise<unknown>
  close(): void
}

/** Something that is waited for. */
function happening(): { promise: Promise<unknown>; resolve: () => void } {
  const happened = new AbortController()
  return { promise: once(happened.signal, 'abort'), resolve: () => happened.abort() }
}

async function listenInSilence(): Promise<SilentHost> {
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

/** Stands between the vaults and the provider's token endpoint; the first refresh waits there for ever. */
async function openGate(endpoint: string): Promise<LocalServer & { reached: Promise<unknown> }> {
  let count = 0
  const { promise: reached, resolve } = happening()
  const server = await listen((_, response) => {
    count += 1
    if (count === 1) return resolve()
    response.writeHead(307, { location: endpoint }).end()
  })
  return { ...server, reached }
}

const silent = await listenInSilence()

/** Processes of which a test kills what it likes, and vaults in this process that see what is left. */
const test = vaultTest(
  ({ apiServer }) => ({
    google: {
      api_hosts: [apiServer.host, silent.host],
      policies: [{ type: 'require_approval', approver: 'operator' }],
    },
    vault: { allow_private_network: true },
  }),
  connectBoth,
)
  .extend('startVault', async ({ system }, { onCleanup }) => {
    const processes: VaultProcess[] = []
    onCleanup(async () => void (await Promise.all(processes.map((each) => each.kill()))))
    return async (config: VaultConfig = system.config): Promise<VaultProcess> => {
      const started = await startProcess(system.folder, config)
      processes.push(started)
      return started
    }
  })
  .extend('openVault', async ({ system }, { onCleanup }) => {
    const desks: Desk[] = []
    onCleanup(async () => void (await Promise.all(desks.map((each) => each.close()))))
    /** Default: by its clock, whoever held something and is gone has been gone for long enough. */
    return async (now = () => Date.now() + GONE, config: VaultConfig = system.config): Promise<Desk> => {
      const desk = await openDesk(config, now)
      desks.push(desk)
      return desk
    }
  })

afterAll(() => silent.close())

/** From here on only the vaults of the tests are at work. */
async function connectBoth(system: System): Promise<void> {
  for (const user of ['ada', 'bob']) await connectGoogle(new Backend(system, user), `${user}@work.example`)
  await system.vault.close()
}

type Fetch = (path: string, init: RequestInit) => Promise<Response>

function fetcher(vault: VaultProcess | Desk): Fetch {
  return 'url' in vault
    ? (path, init) => fetch(vault.url + path, init)
    : (path, init) => vault.fetch(new Request(VAULT + path, init))
}

interface Call extends Omit<RequestInit, 'headers'> {
  headers?: Record<string, string>
  user?: string
}

async function call(
  system: System,
  vault: VaultProcess | Desk,
  path: string,
  { headers = {}, user = 'ada', ...init }: Call = {},
): Promise<Response> {
  const userToken = await new Backend(system, user).userToken()
  const sent = { [HEADER.apiKey]: system.apiKey, [HEADER.userToken]: userToken, ...headers }
  return fetcher(vault)(path, { ...init, headers: sent })
}

/** Asks for a POST that waits for the operator; answers its approval. */
async function ask(system: System, vault: VaultProcess, origin: string, user = 'ada'): Promise<string> {
  const headers = {
    [HEADER.provider]: 'google',
    [HEADER.url]: `${origin}/events`,
    [HEADER.reason]: 'why',
  }
  const response = await call(system, vault, '/sdk/proxy', { headers, user, method: 'POST', body: '{}' })
  const { approval_id: id } = await json<Problem>(response, 202)
  return id ?? ''
}

async function approvalOf(
  system: System,
  vault: VaultProcess | Desk,
  id: string,
  user = 'ada',
): Promise<Approval> {
  return json<Approval>(await call(system, vault, `/sdk/approvals/${id}`, { user }))
}

/** An operator says yes on the command line, which waits for the end of it. A running process looks every two seconds. */
function approve(system: System, id: string): Promise<Ended> {
  return runCommand(system.folder, ['approvals', 'approve', id, '--json'])
}

async function statusOf(system: System, id: string): Promise<string | undefined> {
  const [row] = await system.database<{ status: string }>('select status from approvals where id = ?', id)
  return row?.status
}

/** Resolves once the operator's yes is written. */
function isApproved(system: System, id: string): Promise<void> {
  return vi.waitFor(async () => expect(await statusOf(system, id)).toBe('approved'))
}

/** What another vault makes of an approval once all who were at it are gone. */
async function ended(system: System, desk: Desk, id: string, user = 'ada'): Promise<Approval> {
  return vi.waitFor(async () => {
    await desk.approvals.goOn(AbortSignal.timeout(30_000))
    const approval = await approvalOf(system, desk, id, user)
    expect(approval.status).toMatch(/executed|failed|expired|denied/)
    return approval
  })
}

test('16.5 killed while it is pending: another process sends it, once', async ({
  system,
  api,
  startVault,
  openVault,
}) => {
  api.answer = (_, response) => response.writeHead(201).end('{"id":1}')
  const [one, two] = [await startVault(), await openVault()]
  const id = await ask(system, one, api.origin)
  await one.kill()
  const approving = approve(system, id)
  expect(await ended(system, two, id)).toMatchObject({ status: 'executed', response_status: 201 })
  expect(await approving).toMatchObject({ code: 0, stdout: expect.stringContaining('"status":"executed"') })
  expect((await call(system, two, `/sdk/approvals/${id}/result`)).status).toBe(201)
  expect(api.arrivals).toMatchObject([{ request: 'POST /events' }])
})

test('16.5 approved while no process runs: the next one sends it, once, with another beside it', async ({
  system,
  api,
  startVault,
  openVault,
}) => {
  const one = await startVault()
  const id = await ask(system, one, api.origin)
  await one.kill()
  const approving = approve(system, id)
  await isApproved(system, id)
  const [two] = await Promise.all([openVault(), openVault()])
  expect(await ended(system, two, id)).toMatchObject({ status: 'executed' })
  expect((await approving).code).toBe(0)
  expect(api.arrivals).toMatchObject([{ request: 'POST /events' }])
})

test('16.5 killed before it is written that it is sent: another process sends it, once', async ({
  system,
  api,
  startVault,
  openVault,
}) => {
  // Whoever sends it must refresh the token first, and the first one to try that waits there for ever.
  await system.changeGrants(
    "update grants set refresh_at = 1, access_expires_at = 1 where account_identifier = 'bob@work.example'",
  )
  const gate = await openGate(system.provider.google.endpoints.token)
  const google = { ...system.config.apps[0]?.providers?.['google'] }
  Object.assign(google, { token_endpoint: `http://localhost:${gate.port}/token` })
  const apps = system.config.apps.map((app) => ({ ...app, providers: { ...app.providers, google } }))
  const config = { ...system.config, apps }
  const one = await startVault(config)
  const id = await ask(system, one, api.origin, 'bob')
  const approving = approve(system, id)
  await gate.reached
  expect(await statusOf(system, id)).toBe('approved')
  await one.kill()
  const two = await openVault(undefined, config)
  const approval = await ended(system, two, id, 'bob')
  await approving
  await gate.close()
  // A refresh that nobody knows the end of may have lost the grant: then it is said, and nothing was sent.
  if (approval.status === 'executed') expect(api.arrivals).toMatchObject([{ request: 'POST /events' }])
  else expect([approval.status, api.arrivals]).toEqual(['failed', []])
})

test('16.5 killed after that is written, before a byte was sent: it is never sent, and the outcome is unknown', async ({
  system,
  api,
  startVault,
  openVault,
}) => {
  const [one, two] = await Promise.all([startVault(), startVault()])
  const id = await ask(system, one, `https://${silent.host}`)
  const approving = approve(system, id)
  await silent.reached
  expect(await statusOf(system, id)).toBe('executing')
  // Which of the two has it is not known from here: whoever it is, the other one looks after it.
  await one.kill()
  await two.kill()
  const three = await openVault()
  expect(await ended(system, three, id)).toMatchObject({ status: 'failed', failure: 'outcome_unknown' })
  await approving
  expect(api.arrivals).toEqual([])
})

/** When the right to send an approved call ends, unless its holder renews it. Milliseconds. */
async function leaseEnd(system: System, id: string): Promise<number> {
  const [row] = await system.database<{ expires_at: number | string }>(
    'select expires_at from leases where name = ?',
    `approval ${id}`,
  )
  return Number(row?.expires_at)
}

test('16.5 killed while the provider works: it arrived once, is not sent again, and the outcome is unknown', async ({
  system,
  api,
  startVault,
  openVault,
}) => {
  const arrived = happening()
  api.answer = () => arrived.resolve()
  const one = await startVault()
  const id = await ask(system, one, api.origin)
  const approving = approve(system, id)
  await arrived.promise
  const first = await leaseEnd(system, id)
  await vi.waitFor(async () => expect(await leaseEnd(system, id)).toBeGreaterThan(first))
  // Beside a process that lives, nobody gives it up: not even past the first end of what that holds.
  const beside = await openVault(() => first + 1)
  await beside.approvals.goOn(AbortSignal.timeout(20_000))
  expect(await approvalOf(system, beside, id)).toMatchObject({ status: 'executing' })
  await one.kill()
  const two = await openVault()
  expect(await ended(system, two, id)).toMatchObject({ status: 'failed', failure: 'outcome_unknown' })
  const response = await call(system, two, `/sdk/approvals/${id}/result`)
  expect([response.status, (await json<Problem>(response, 502)).failure]).toEqual([502, 'outcome_unknown'])
  await approving
  expect(api.arrivals).toMatchObject([{ request: 'POST /events' }])
})

test('16.5 killed as the answer arrives: it is sent once, and either the answer is kept or nobody knows it', async ({
  system,
  api,
  startVault,
  openVault,
}) => {
  const one = await startVault()
  const killed = new Promise<void>((resolve) => {
    api.answer = (_, response) => response.writeHead(201).end('{"id":1}', () => resolve(one.kill()))
  })
  const id = await ask(system, one, api.origin)
  const approving = approve(system, id)
  await killed
  const two = await openVault()
  const approval = await ended(system, two, id)
  if (approval.status === 'executed') {
    expect(await (await call(system, two, `/sdk/approvals/${id}/result`)).text()).toBe('{"id":1}')
  } else expect(approval).toMatchObject({ status: 'failed', failure: 'outcome_unknown' })
  await approving
  expect(api.arrivals).toMatchObject([{ request: 'POST /events' }])
})

test('16.5 asked to stop while the provider works, a vault stays until the answer is kept', async ({
  system,
  api,
  startVault,
  openVault,
}) => {
  const arrived = happening()
  const held: ServerResponse[] = []
  api.answer = (_, response) => {
    held.push(response)
    arrived.resolve()
  }
  const one = await startVault()
  const id = await ask(system, one, api.origin)
  const approving = approve(system, id)
  await arrived.promise
  const stopping = one.stop()
  held[0]?.writeHead(201).end('{"id":1}')
  expect(await stopping).toBe(0)
  await approving
  const two = await openVault()
  expect(await approvalOf(system, two, id)).toMatchObject({ status: 'executed', response_status: 201 })
})
