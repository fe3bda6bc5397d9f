import type { IncomingMessage, RequestListener } from 'node:http'
import { HEADER } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openAgents, type TestAgent, type TestAgents } from './agents.ts'
import { openDelegations, type TestDelegations } from './delegations.ts'
import { listen, type LocalServer } from './server.ts'
import {
  Backend,
  Browser,
  CALENDAR,
  connectGoogle,
  json,
  problem,
  startSystem,
  type System,
  VAULT,
} from './system.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const OTHER_KEY = `alter_key_agent_${'o'.repeat(43)}`

let api: LocalServer
let answer: RequestListener
let requests: IncomingMessage[]
let url: string
let system: System
let backend: Backend
let agents: TestAgents
let delegations: TestDelegations
let scout: TestAgent
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
    google: { api_hosts: [`localhost:${api.port}`] },
    vault: { allow_private_network: true },
    async before(config) {
      const [app] = config.apps
      if (!app) throw new Error('no app')
      const { api_key: _, ...rest } = app
      config.apps.push({
        ...rest,
        id: 'other',
        database_keys_only: true,
        agents: [{ name: 'scout', api_key: OTHER_KEY }],
      })
    },
  })
  agents = await openAgents(system)
  delegations = await openDelegations(system)
  backend = new Backend(system)
  scout = await agents.make({ name: 'scout', displayName: 'Scout' })
  grant = (await connectGoogle(backend)).grant_id
})
afterEach(async () => {
  await agents[Symbol.asyncDispose]()
  await delegations[Symbol.asyncDispose]()
  await system.close()
  await api.close()
})

/** A call by an agent that sends no user's token. */
function alone(
  secret = scout.secret,
  headers: Record<string, string> = {},
  init: RequestInit = {},
): Promise<Response> {
  const chosen = HEADER.grant in headers ? {} : { [HEADER.provider]: 'google' }
  return system.vault.fetch(
    new Request(`${VAULT}/sdk/proxy`, {
      ...init,
      headers: { [HEADER.apiKey]: secret, [HEADER.url]: url, ...chosen, ...headers },
    }),
  )
}

async function expectNone(call: Promise<Response>, code = 'no_delegated_grant'): Promise<void> {
  const before = requests.length
  expect(await problem(await call)).toMatchObject({ code })
  expect(requests).toHaveLength(before)
}

describe('what an agent uses', () => {
  test('is what its users gave it, with their token and without one, and nothing else', async () => {
    await expectNone(scout.backend.call(url))
    await expectNone(alone())
    await delegations.give(grant, scout.agent.id)
    for (let round = 0; round < 2; round += 1) {
      expect((await scout.backend.call(url)).status).toBe(200)
      expect((await scout.backend.call(url, { [HEADER.grant]: grant })).status).toBe(200)
      expect((await alone()).status).toBe(200)
      expect((await alone(scout.secret, { [HEADER.grant]: grant })).status).toBe(200)
    }
    await delegations.end(grant, scout.agent.id)
    await expectNone(scout.backend.call(url))
    await expectNone(alone())
    await expectNone(alone(scout.secret, { [HEADER.grant]: grant }), 'grant_not_found')
    expect((await backend.call(url)).status).toBe(200)
  })

  test('no_delegated_grant says all that is needed to ask the user', async () => {
    expect(await problem(await alone(scout.secret, { [HEADER.account]: 'ada@work.example' }))).toMatchObject({
      status: 404,
      code: 'no_delegated_grant',
      provider: 'google',
      agent: { agent_id: scout.agent.id, name: 'scout', display_name: 'Scout' },
      detail: expect.stringContaining('ada@work.example'),
    })
  })

  test('a grant that was not delegated is as one that does not exist', async () => {
    const forbidden = await problem(await alone(scout.secret, { [HEADER.grant]: grant }))
    const unknown = await problem(await alone(scout.secret, { [HEADER.grant]: 'x'.repeat(grant.length) }))
    expect(forbidden).toMatchObject({ status: 404, code: 'grant_not_found' })
    expect({ ...forbidden, request_id: '', detail: '' }).toEqual({ ...unknown, request_id: '', detail: '' })
    expect(forbidden.detail.replace(grant, '')).toBe(unknown.detail.replace(/x+/, ''))
  })

  test('of several accounts, label or id says which one', async () => {
    const second = await connectGoogle(backend, 'ada@home.example')
    await delegations.give(grant, scout.agent.id)
    expect((await alone()).status).toBe(200)
    await delegations.give(second.grant_id, scout.agent.id)
    for (const ambiguous of [await problem(await alone()), await problem(await scout.backend.call(url))]) {
      expect(ambiguous).toMatchObject({
        code: 'ambiguous_grant',
        accounts: [
          { grant_id: grant, account_identifier: 'ada@work.example' },
          { grant_id: second.grant_id, account_identifier: 'ada@home.example' },
        ],
      })
    }
    expect((await alone(scout.secret, { [HEADER.account]: 'ada@home.example' })).status).toBe(200)
    expect((await alone(scout.secret, { [HEADER.account]: second.grant_id })).status).toBe(200)
    await expectNone(alone(scout.secret, { [HEADER.account]: 'ada@third.example' }))
  })

  test('an account of another user is used with that user’s token, or by its id, and no default decides between users', async () => {
    const bob = new Backend(system, 'bob')
    const theirs = await connectGoogle(bob, 'bob@work.example')
    await delegations.give(grant, scout.agent.id)
    await expectNone(new Backend(scout.backend.system, 'bob').call(url))
    await delegations.give(theirs.grant_id, scout.agent.id)
    await json(await bob.ask(`/sdk/grants/${theirs.grant_id}/default`, 'PUT'))
    expect(await problem(await alone())).toMatchObject({ code: 'ambiguous_grant' })
    expect((await scout.backend.call(url)).status).toBe(200)
    expect((await alone(scout.secret, { [HEADER.grant]: theirs.grant_id })).status).toBe(200)
    await expectNone(scout.backend.call(url, { [HEADER.grant]: theirs.grant_id }), 'grant_not_found')
    await expectNone(scout.backend.call(url, { [HEADER.account]: 'bob@work.example' }))
    await delegations.end(theirs.grant_id, scout.agent.id)
    expect((await alone()).status).toBe(200)
  })

  test('ends with the time of the delegation', async () => {
    await delegations.give(grant, scout.agent.id, { expiresAt: Date.now() + 60_000 })
    expect((await alone()).status).toBe(200)
    system.pass(61)
    await expectNone(alone())
    await expectNone(alone(scout.secret, { [HEADER.grant]: grant }), 'grant_not_found')
  })

  test('another process that ends a delegation is obeyed with the next call', async () => {
    await delegations.give(grant, scout.agent.id)
    const second = await system.secondVault()
    const there = new Backend({ ...scout.backend.system, vault: second })
    expect((await there.call(url)).status).toBe(200)
    expect((await scout.backend.call(url)).status).toBe(200)
    await delegations.end(grant)
    await expectNone(there.call(url))
    await expectNone(scout.backend.call(url))
  })
})

describe('who may not', () => {
  beforeEach(async () => {
    await delegations.give(grant, scout.agent.id)
    expect((await alone()).status).toBe(200)
  })

  test('another agent of the app', async () => {
    const spy = await agents.make({ name: 'spy' })
    await expectNone(spy.backend.call(url))
    await expectNone(alone(spy.secret))
    await expectNone(alone(spy.secret, { [HEADER.grant]: grant }), 'grant_not_found')
    await expectNone(alone(spy.secret, { [HEADER.account]: grant }))
  })

  test('the agent of the same name of another app', async () => {
    await expectNone(alone(OTHER_KEY))
    await expectNone(alone(OTHER_KEY, { [HEADER.grant]: grant }), 'grant_not_found')
  })

  test('an agent that is paused, until it is resumed', async () => {
    await scout.pause()
    await expectNone(alone(), 'agent_inactive')
    await scout.resume()
    expect((await alone()).status).toBe(200)
  })

  test('an agent that was deleted', async () => {
    await scout.revoke()
    await expectNone(alone(), 'agent_inactive')
    expect(await delegations.store.ofGrants('demo', [grant])).toEqual([])
  })

  test('an agent of a user who was deleted', async () => {
    const token = await backend.userToken()
    expect((await alone(scout.secret, { [HEADER.userToken]: token })).status).toBe(200)
    await json(await backend.ask('/sdk/users/ada', 'DELETE'))
    await expectNone(alone())
    await expectNone(alone(scout.secret, { [HEADER.userToken]: token }), 'invalid_user_token')
    await expectNone(alone(scout.secret, { [HEADER.grant]: grant }), 'grant_not_found')
  })

  test('an agent of a grant that was revoked, also once its user has connected it again', async () => {
    await json(await backend.post(`/sdk/grants/${grant}/revoke`, {}))
    await expectNone(alone())
    await connectGoogle(backend)
    expect((await backend.call(url)).status).toBe(200)
    await expectNone(alone())
  })
})

describe('rules of grant, agent and delegation must all allow', () => {
  const onlyReads = [
    { type: 'methods_and_paths' as const, allow: [{ methods: ['GET', 'HEAD', 'OPTIONS'] }], name: 'reads' },
  ]
  const all = [{ type: 'methods_and_paths' as const, allow: [{}] }]

  test('a delegation does not allow what its grant denies', async () => {
    const minted = await backend.mint({ allowed_providers: ['google'], grant_policy: { rules: onlyReads } })
    await new Browser(system).connect(minted, { account: 'ada@work.example' })
    await delegations.give(grant, scout.agent.id, { rules: all })
    expect((await alone()).status).toBe(200)
    await expectNone(alone(scout.secret, {}, { method: 'POST' }), 'policy_violation')
  })

  test('a delegation denies its agent what the grant allows others', async () => {
    const other = await agents.make({ name: 'other' })
    await delegations.give(grant, scout.agent.id, { rules: onlyReads })
    await delegations.give(grant, other.agent.id)
    expect((await alone()).status).toBe(200)
    await expectNone(alone(scout.secret, {}, { method: 'POST' }), 'policy_violation')
    expect((await alone(other.secret, {}, { method: 'POST' })).status).toBe(200)
    expect((await backend.call(url, {}, { method: 'POST' })).status).toBe(200)
  })

  test('an agent’s own rules hold over all that it was given, from the moment they are changed', async () => {
    await delegations.give(grant, scout.agent.id)
    expect((await alone(scout.secret, {}, { method: 'POST' })).status).toBe(200)
    await agents.store.update(agents.app, scout.agent.id, { rules: onlyReads })
    await expectNone(alone(scout.secret, {}, { method: 'POST' }), 'policy_violation')
  })

  test('a rule of time to live in a delegation is its end', async () => {
    const given = await delegations.give(grant, scout.agent.id, { rules: [{ type: 'ttl', seconds: 60 }] })
    expect(given).toMatchObject({ rules: [], expiresAt: given.createdAt + 60_000 })
    expect((await alone()).status).toBe(200)
    system.pass(61)
    await expectNone(alone())
    expect((await backend.call(url)).status).toBe(200)
  })

  test('scopes of an agent are the most that a grant may hold which it uses', async () => {
    await delegations.give(grant, scout.agent.id)
    const { store, app } = agents
    await store.update(app, scout.agent.id, { scopes: { google: [CALENDAR] } })
    expect((await alone()).status).toBe(200)
    await store.update(app, scout.agent.id, { scopes: { github: [] } })
    const denied = await problem(await alone())
    expect(denied).toMatchObject({
      code: 'policy_violation',
      policy_error: { policy: 'agent scout', type: 'scopes' },
      provider: 'google',
    })
    await store.update(app, scout.agent.id, { scopes: { google: [] } })
    expect(await problem(await alone())).toMatchObject({
      code: 'policy_violation',
      policy_error: { type: 'scopes', reason: expect.stringContaining(CALENDAR) },
      grant_id: grant,
    })
    await store.update(app, scout.agent.id, { scopes: null })
    expect((await alone()).status).toBe(200)
  })

  test('an agent is not told to ask for an account that it may not use', async () => {
    await agents.store.update(agents.app, scout.agent.id, { scopes: { github: [] } })
    await expectNone(alone(), 'policy_violation')
    await agents.store.update(agents.app, scout.agent.id, { scopes: null })
    await expectNone(alone(), 'no_delegated_grant')
  })
})

describe('W4: whoever can write the database', () => {
  test('widens no delegation, moves none and makes none', async () => {
    const spy = await agents.make({ name: 'spy' })
    await delegations.give(grant, scout.agent.id, {
      rules: [{ type: 'methods_and_paths', allow: [{ methods: ['GET'] }] }],
      expiresAt: Date.now() + 600_000,
    })
    const [row] = await system.database<Record<string, unknown>>('select * from delegations')
    expect((await alone()).status).toBe(200)
    for (const change of [
      "rules = '[]'",
      'expires_at = null',
      `agent_id = '${spy.agent.id}'`,
      "provider = 'github'",
    ]) {
      await system.database(`update delegations set ${change}`)
      await expectNone(alone())
      await expectNone(alone(spy.secret))
      await expectNone(alone(spy.secret, { [HEADER.grant]: grant }), 'grant_not_found')
      for (const [column, value] of Object.entries(row ?? {}))
        await system.database(`update delegations set ${column} = ?`, value)
      expect((await alone()).status, change).toBe(200)
    }
    expect(system.log.filter((line) => line.includes('a delegation was altered')).length).toBeGreaterThan(0)
  })

  test('gives an agent neither other scopes nor other rules', async () => {
    await agents.store.update(agents.app, scout.agent.id, { scopes: { github: [] } })
    await delegations.give(grant, scout.agent.id)
    await system.database('update agents set scopes = null')
    const refused = await problem(await alone())
    expect(['invalid_api_key', 'agent_inactive']).toContain(refused.code)
    expect(requests).toEqual([])
  })
})

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

const endings: [string, () => Promise<unknown>, string[]][] = [
  ['a delegation that ended', () => delegations.end(grant, scout.agent.id), ['no_delegated_grant']],
  ['a delegation past its end', async () => system.pass(3601), ['no_delegated_grant']],
  [
    'a delegation that somebody widened',
    () => system.database('update delegations set rules = \'[{"type":"ttl","seconds":1}]\''),
    ['no_delegated_grant'],
  ],
  ['an agent that was paused', () => scout.pause(), ['agent_inactive']],
  ['an agent that was deleted', () => scout.revoke(), ['agent_inactive']],
  [
    'an agent whose rules deny it now',
    () =>
      agents.store.update(agents.app, scout.agent.id, {
        rules: [{ type: 'methods_and_paths', allow: [{ methods: ['DELETE'] }] }],
      }),
    ['policy_violation'],
  ],
  [
    'an agent that may use the provider no more',
    () => agents.store.update(agents.app, scout.agent.id, { scopes: { github: [] } }),
    ['policy_violation'],
  ],
  [
    'a grant that was revoked',
    () => backend.post(`/sdk/grants/${grant}/revoke`, {}),
    ['no_delegated_grant', 'grant_revoked'],
  ],
  [
    'a user who was deleted',
    () => backend.ask('/sdk/users/ada', 'DELETE'),
    ['no_delegated_grant', 'grant_revoked'],
  ],
]

describe.each(endings)('W1: %s', (_name, end, codes) => {
  beforeEach(() => delegations.give(grant, scout.agent.id, { expiresAt: Date.now() + 3_600_000 }))

  test('while a body is taken sends nothing', async () => {
    const { body, finish, taken } = held()
    const call = alone(scout.secret, { 'content-length': '5' }, { method: 'POST', body, duplex: 'half' })
    await taken
    await end()
    finish()
    expect(codes).toContain((await problem(await call)).code)
    expect(requests).toEqual([])
  })

  test('before a redirect hop is followed no further', async () => {
    answer = async (_request, response) => {
      await end()
      response.writeHead(302, { location: '/next' }).end()
    }
    expect(codes).toContain((await problem(await alone())).code)
    expect(requests).toHaveLength(1)
  })

  test('before the repeat after a 401 is not sent again', async () => {
    answer = async (_request, response) => {
      await end()
      response.writeHead(401).end()
    }
    const told = await alone()
    if (told.status !== 401) expect(codes).toContain((await problem(told)).code)
    expect(requests).toHaveLength(1)
  })

  test('while an upload streams cuts it', async () => {
    const arrived = promised<IncomingMessage>()
    answer = (request) => {
      request.on('error', () => undefined)
      request.once('data', () => arrived.resolve(request))
    }
    const { body, finish } = held()
    const call = alone(scout.secret, {}, { method: 'POST', body, duplex: 'half' })
    const request = await arrived.promise
    const gone = new Promise((resolve) => request.socket.on('close', resolve))
    await end()
    expect(codes).toContain((await problem(await call)).code)
    await gone
    finish()
  })
})

test('the audit names the user as the subject and the agent as the actor, and when a delegation was used', async () => {
  const { id } = await delegations.give(grant, scout.agent.id)
  await alone(scout.secret, { [HEADER.run]: 'run-1', [HEADER.tool]: 'list' })
  await backend.call(url)
  await system.vault.close()
  const rows = await system.database<Record<string, unknown>>(
    "select agent_id, delegation_id, user_id, subject_hash, run, tool from audit where action = 'use' order by id",
  )
  const [byAgent, byApp] = rows
  expect(byAgent).toMatchObject({ agent_id: scout.agent.id, delegation_id: id, run: 'run-1', tool: 'list' })
  expect(byApp).toMatchObject({ agent_id: null, delegation_id: null })
  expect(byAgent?.['user_id']).toBe(byApp?.['user_id'])
  expect(byAgent?.['subject_hash']).toBe(byApp?.['subject_hash'])
  expect(byAgent?.['subject_hash']).not.toBeNull()
  expect(await delegations.store.find('demo', grant, scout.agent.id)).toMatchObject({
    lastUsedAt: expect.any(Number),
  })
})
