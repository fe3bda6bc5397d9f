import { EventEmitter, once } from 'node:events'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import { HEADER } from '@alter/protocol'
import { expect, vi } from 'vitest'
import type { Document } from '../src/reference/document.ts'
import { ownVaultTest } from './fixtures.ts'
import { startPlainFlow } from './plain-flow.ts'
import { runCommand, writeConfig } from './commands.ts'
import { openKeys } from './key-store.ts'
import { Backend, connectGoogle, json, VAULT } from './system.ts'

interface Row {
  action: string
  outcome: string
  detail: string | null
  method: string | null
  host: string | null
  status: number | null
  grant_id: string | null
  user_id: string | null
  subject_hash: string | null
  key_id: string | null
}

const test = ownVaultTest(({ apiServer }) => ({
  google: { api_hosts: [apiServer.host] },
  vault: { allow_private_network: true },
}))
  .extend('requests', ({ api }) => {
    const requests = new EventEmitter()
    api.answer = (_request, response) => void requests.emit('request', response)
    return requests
  })
  .extend('rows', ({ system }) => {
    return (action: string): Promise<Row[]> => {
      return system.database<Row>('select * from audit where action = ? order by id', action)
    }
  })
  .extend('row', ({ rows }) => {
    return async (action: string): Promise<Row> => {
      await vi.waitFor(async () => expect(await rows(action)).not.toEqual([]))
      const [found] = await rows(action)
      if (!found) throw new Error(`there is no row of ${action}`)
      return found
    }
  })
  .extend('keysOf', ({ rows, row }) => {
    return async (action: string): Promise<(string | null)[]> => {
      await row(action)
      return (await rows(action)).map(({ key_id }) => key_id)
    }
  })
  .extend('nextRequest', ({ requests }) => {
    return async (): Promise<ServerResponse> => {
      const [response]: ServerResponse[] = await once(requests, 'request')
      if (!response) throw new Error('nothing was asked')
      return response
    }
  })
  .extend('deny', ({ system }) => {
    return (headers: Record<string, string>): Promise<Response> => {
      return system.vault.fetch(new Request(`${VAULT}/sdk/grants`, { headers }))
    }
  })

/** Resolves when the vault has the head of an answer. */
function answerReceived(): Promise<unknown> {
  const events = new EventEmitter()
  const received = once(events, 'received')
  function onHead(): void {
    unsubscribe('undici:request:headers', onHead)
    events.emit('received')
  }
  subscribe('undici:request:headers', onHead)
  return received
}

test('W9: a use is noted before its outcome is known, and its row gets the outcome', async ({
  backend,
  api,
  rows,
  row,
  nextRequest,
}) => {
  const { grant_id } = await connectGoogle(backend)
  const arrived = nextRequest()
  const called = backend.call(`${api.origin}/pay`, {}, { method: 'POST', body: '{}' })
  const response = await arrived
  expect(await row('use')).toMatchObject({
    outcome: 'started',
    method: 'POST',
    host: api.host,
    grant_id,
    status: null,
  })
  response.writeHead(201).end()
  expect((await called).status).toBe(201)
  await vi.waitFor(async () =>
    expect(await rows('use')).toMatchObject([{ outcome: 'ok', status: 201, detail: `POST ${api.host} 201` }]),
  )
})

test('W9: after the caller left, the row still says that the use was sent, and to which address', async ({
  backend,
  api,
  rows,
  nextRequest,
}) => {
  const { grant_id } = await connectGoogle(backend)
  const arrived = nextRequest()
  const leaving = new AbortController()
  const called = backend.call(`${api.origin}/pay`, {}, { method: 'POST', body: '{}', signal: leaving.signal })
  await arrived
  leaving.abort()
  await called.catch(() => undefined)
  await vi.waitFor(async () =>
    expect(await rows('use')).toMatchObject([
      {
        outcome: 'unknown',
        method: 'POST',
        host: api.host,
        grant_id,
        detail: `POST ${api.host} caller_left`,
      },
    ]),
  )
})

test('W9: after the caller left during the answer, the row still has the answer of the provider', async ({
  backend,
  api,
  rows,
  row,
  nextRequest,
}) => {
  await connectGoogle(backend)
  const arrived = nextRequest()
  const leaving = new AbortController()
  const called = backend.call(`${api.origin}/pay`, {}, { method: 'POST', body: '{}', signal: leaving.signal })
  const response = await arrived
  response.writeHead(200, { 'content-length': '10' })
  const received = answerReceived()
  response.write('half')
  await received
  await vi.waitFor(async () => expect(await row('use')).toMatchObject({ outcome: 'started' }))
  leaving.abort()
  await called.catch(() => undefined)
  await vi.waitFor(async () =>
    expect(await rows('use')).toMatchObject([{ outcome: 'ok', status: 200, method: 'POST', host: api.host }]),
  )
})

test('W9: a refused use names method and host', async ({ backend, row }) => {
  await connectGoogle(backend)
  await backend.call('https://evil.example/x?secret=1', {}, { method: 'DELETE' })
  expect(await row('use')).toMatchObject({
    outcome: 'denied',
    method: 'DELETE',
    host: 'evil.example',
    detail: 'host_not_allowed',
  })
})

test('W9: wrong keys and wrong tokens leave a row, and a flood of them a row a second', async ({
  system,
  backend,
  deny,
}) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    for (let second = 0; second < 2; second += 1) {
      for (let index = 0; index < 100; index += 1)
        await deny({ [HEADER.apiKey]: `alter_key_app_wrong-${index}-0000` })
      await vi.advanceTimersByTimeAsync(1000)
    }
  } finally {
    vi.useRealTimers()
  }
  await deny({ [HEADER.apiKey]: system.apiKey, [HEADER.userToken]: 'no-token' })
  await backend.post('/sdk/oauth/connect/session', { user_token: 'no-token' })
  await system.vault.close()
  const found = await system.database<Row & { app_id: string }>(
    "select * from audit where action = 'authenticate' order by id",
  )
  const kinds = new Set(
    found.map(({ app_id, outcome, detail }) => `${app_id} ${outcome} ${detail?.split(',')[0]}`),
  )
  expect(kinds).toEqual(new Set(['(none) denied invalid_api_key', 'demo denied invalid_user_token']))
  const times = found
    .filter(({ app_id }) => app_id === '(none)')
    .map(({ detail }) => Number(/, (\d+) times/.exec(detail ?? '')?.[1] ?? 1))
  expect(times).toEqual([1, 99, 1, 99])
})

test('W9: every call of an app leaves a row', async ({ system, backend, deny }) => {
  const { grant_id } = await connectGoogle(backend)
  await backend.grants()
  const app = { [HEADER.apiKey]: system.apiKey }
  await deny(app)
  await json(await system.vault.fetch(new Request(`${VAULT}/sdk/grants?all=true`, { headers: app })))
  await json(await system.vault.fetch(new Request(`${VAULT}/sdk/providers`, { headers: app })))
  await json(await backend.ask(`/sdk/grants/${grant_id}/default`, 'PUT'))
  await json(await backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST'))
  await json(await backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST'))
  await backend.ask('/sdk/grants/no-such-grant/revoke', 'POST')
  await json(await backend.ask('/sdk/users/ada', 'DELETE'))
  await system.vault.close()
  const found = await system.database<Row>('select * from audit order by id')
  const calls = found.map(({ action, outcome, detail }) =>
    [action, outcome, detail].filter(Boolean).join(' '),
  )
  expect(calls.toSorted()).toEqual(
    [
      'connect ok',
      'delete_user ok',
      'list denied user_token_required',
      'list ok',
      'list ok',
      'list_all ok',
      'list_providers ok',
      'mint ok',
      'revoke denied grant_not_found',
      'revoke ok',
      'revoke ok already revoked',
      'set_default ok',
    ].toSorted(),
  )
})

test('W9: every route that accepts an app’s key leaves a row', async ({ system }) => {
  const { paths } = await json<Document>(await system.vault.fetch(new Request(`${VAULT}/openapi.json`)))
  const headers = { [HEADER.apiKey]: system.apiKey, 'content-type': 'application/json' }
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, { security }]) => security.some((way) => 'apiKey' in way))
      .map(([method]) => ({ path, method: method.toUpperCase() })),
  )
  expect(operations.length).toBeGreaterThan(20)
  for (const { path, method } of operations) {
    const url = VAULT + path.replaceAll(/\{\w+\}/g, 'nobody')
    const body = ['POST', 'PUT', 'PATCH'].includes(method) ? '{}' : null
    await system.vault.fetch(new Request(url, { method, headers, body }))
  }
  await system.vault.close()
  const rows = await system.database<Row>('select * from audit order by id')
  const actions = rows.map(({ action }) => action)
  expect(actions).toHaveLength(operations.length)
  expect(actions.toSorted()).toEqual([
    'authenticate',
    'create_agent',
    'create_key',
    'create_key',
    'delete_agent',
    'delete_user',
    'deprecate_key',
    'deprecate_key',
    'list',
    'list_agents',
    'list_keys',
    'list_keys',
    'list_providers',
    'mint',
    'read_agent',
    'read_approval',
    'read_approved',
    'read_me',
    'revoke',
    'revoke_delegation',
    'revoke_delegation',
    'revoke_key',
    'revoke_key',
    'set_default',
    'update_agent',
    ...Array.from({ length: 7 }, () => 'use'),
  ])
})

test('W9: the activity of a deleted user is still found, and only under their name', async ({
  system,
  backend,
}) => {
  await writeConfig(system.folder, system.config)
  await connectGoogle(backend)
  await connectGoogle(new Backend(system, 'bob'))
  await json(await backend.ask('/sdk/users/ada', 'DELETE'))
  await system.vault.close()
  const { stdout } = await runCommand(system.folder, ['audit', '--json', '--user', 'ada'])
  const actions = stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(actions).toMatchObject([
    { action: 'mint' },
    { action: 'connect' },
    { action: 'list' },
    // It begins before the revocations that it brings.
    { action: 'delete_user' },
    { action: 'revoke' },
  ])
  expect(await system.databaseDump()).not.toContain('"ada"')
})

test('W9: every row that a key asked for names the key, and that of the config file by its place', async ({
  system,
  backend,
  api,
  requests,
  rows,
  keysOf,
}) => {
  await using keys = await openKeys(system)
  const made = await keys.backend()
  const narrow = await keys.backend({ scopes: ['grants:read'] })
  const { grant_id } = await connectGoogle(backend)
  requests.on('request', (response: ServerResponse) => response.end('{}'))
  await made.backend.call(`${api.origin}/x`, { [HEADER.provider]: 'google' })
  await made.backend.grants()
  await made.backend.ask(`/sdk/grants/${grant_id}/default`, 'PUT')
  await made.backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST')
  await backend.grants()
  await narrow.backend.ask('/sdk/users/ada', 'DELETE')
  await made.backend.ask('/sdk/users/ada', 'DELETE')
  await vi.waitFor(async () => expect(await rows('delete_user')).toHaveLength(1))
  expect(await keysOf('mint')).toEqual(['config'])
  expect(await keysOf('connect')).toEqual([null])
  expect(await keysOf('use')).toEqual([made.id])
  expect(new Set(await keysOf('list'))).toEqual(new Set([made.id, 'config']))
  expect(await keysOf('set_default')).toEqual([made.id])
  expect(await keysOf('revoke')).toEqual([made.id])
  expect(await keysOf('authenticate')).toEqual([narrow.id])
  expect(await keysOf('delete_user')).toEqual([made.id])
  await writeConfig(system.folder, system.config)
  const { stdout } = await runCommand(system.folder, ['audit', '--json'])
  const shown: { action: string; key: string | null }[] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(shown.find(({ action }) => action === 'use')?.key).toBe(made.id)
  expect(await runCommand(system.folder, ['audit', 'verify'])).toMatchObject({ code: 0 })
  await system.database("update audit set key_id = 'config' where action = 'use'")
  expect(await runCommand(system.folder, ['audit', 'verify'])).toMatchObject({ code: 1 })
})

test('W9: a callback of a user who is being deleted leaves a row', async () => {
  const flow = await startPlainFlow()
  try {
    flow.server.meanwhile['/token'] = () => flow.backend.ask('/sdk/users/ada', 'DELETE')
    const asked = await flow.authorize()
    await asked.answer('code=the-code').catch(() => undefined)
    await flow.system.vault.close()
    const found = await flow.system.database("select outcome, detail from audit where action = 'connect'")
    expect(found).toEqual([{ outcome: 'failed', detail: 'provider_error' }])
    expect(await flow.system.database('select id from grants')).toEqual([])
  } finally {
    await flow.close()
  }
})
