import { AGENT_KEY_SCOPES, type AgentList, HEADER, KEY_SCOPES, type Me } from '@alter/protocol'
import type { Vault } from '@alter/vault'
import { describe, expect } from 'vitest'
import { resolveSettings } from '../src/config/settings.ts'
import { KEY_ROUTES } from '../src/identity/keys/key-scopes.ts'
import { openAgents } from './agents.ts'
import { vaultTest } from './fixtures.ts'
import { openKeys } from './key-store.ts'
import { json, problem, type System, type SystemOptions, VAULT } from './system.ts'

const test = vaultTest()

function ask(
  system: System,
  key: string,
  path = '/sdk/providers',
  vault: Vault = system.vault,
): Promise<Response> {
  return vault.fetch(new Request(VAULT + path, { headers: { [HEADER.apiKey]: key } }))
}

/** What any route answers to a key. */
function askRoute(system: System, route: string, key: string): Promise<Response> {
  const [method = '', path = ''] = route.split(' ')
  return system.vault.fetch(
    new Request(VAULT + path.replace(/:\w+/, 'some-id'), {
      method: method === 'ALL' ? 'POST' : method,
      headers: {
        [HEADER.apiKey]: key,
        [HEADER.url]: 'https://example.com/',
        [HEADER.provider]: 'google',
        'content-type': 'application/json',
      },
      body: method === 'GET' ? null : '{}',
    }),
  )
}

const opened = Object.entries(KEY_ROUTES).flatMap(([route, opening]) =>
  opening ? [{ route, ...opening }] : [],
)

describe('16.1 the key of an agent', () => {
  test('has its own name, and names its agent', async ({ system, agents }) => {
    const { secret, agent } = await agents.make({ name: 'scout', displayName: 'Scout' })
    expect(secret).toMatch(/^alter_key_agent_[\w-]{43}$/)
    expect(await json<Me>(await ask(system, secret, '/sdk/me'))).toEqual({
      app: { id: 'demo', name: 'Daybreak' },
      agent: {
        agent_id: agent.id,
        name: 'scout',
        display_name: 'Scout',
        type: 'agent',
        status: 'active',
        rules: [],
        metadata: {},
        source: 'api',
        created_at: expect.any(String),
      },
      scopes: ['request', 'connect', 'grants:read'],
    })
  })

  test('a key of the app has no agent, and all scopes where it is that of the config file', async ({
    system,
  }) => {
    expect(await json<Me>(await ask(system, system.apiKey, '/sdk/me'))).toEqual({
      app: { id: 'demo', name: 'Daybreak' },
      scopes: [...KEY_SCOPES],
    })
  })

  test.for(opened.filter(({ toAgents }) => toAgents === undefined))(
    '$route refuses agents',
    async ({ route }, { system, agents }) => {
      const { secret } = await agents.make()
      expect(await problem(await askRoute(system, route, secret))).toMatchObject({
        status: 403,
        code: 'insufficient_scope',
      })
    },
  )

  test('cannot make a key or end anything, whatever its row says', async ({ system, agents }) => {
    const { secret } = await agents.make({}, { scopes: [...KEY_SCOPES] })
    expect((await json<Me>(await ask(system, secret, '/sdk/me'))).scopes).toEqual([...AGENT_KEY_SCOPES])
    expect(await problem(await askRoute(system, 'POST /sdk/keys', secret))).toMatchObject({
      code: 'insufficient_scope',
    })
  })

  test('is refused without the scope', async ({ system, agents }) => {
    const { secret } = await agents.make({}, { scopes: ['request'] })
    expect(await problem(await ask(system, secret))).toMatchObject({
      status: 403,
      code: 'insufficient_scope',
    })
  })

  test('is not one of the app’s own keys', async ({ ownSystem: system, ownAgents: agents }) => {
    await using keys = await openKeys(system)
    await agents.make()
    expect(await keys.store.list('demo')).toEqual([])
  })

  test('is one of twenty, however many are made at once, and those of the app are counted apart', async ({
    system,
    agents,
  }) => {
    const { agent } = await agents.make()
    const rights = { scopes: [...AGENT_KEY_SCOPES], ranges: [], userTokenRequired: false, expiresAt: null }
    const made = await Promise.allSettled(
      Array.from({ length: 25 }, () => agents.keys.create('demo', 'key', rights, { agent: agent.id })),
    )
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(19)
    await using keys = await openKeys(system)
    expect((await keys.backend()).id).not.toBe('')
  })
})

describe('16.2 a status', () => {
  test.for(['this', 'another'])(
    'takes effect with the next call at %s vault on the database',
    async (which, { system, agents }) => {
      const vault = which === 'this' ? system.vault : await system.secondVault()
      const { secret, pause, resume } = await agents.make()
      expect((await ask(system, secret, '/sdk/providers', vault)).status).toBe(200)
      await pause()
      expect(await problem(await ask(system, secret, '/sdk/providers', vault))).toMatchObject({
        status: 403,
        code: 'agent_inactive',
        detail: expect.stringContaining('paused'),
      })
      await resume()
      expect((await ask(system, secret, '/sdk/providers', vault)).status).toBe(200)
    },
  )

  test.for(opened.filter(({ toAgents }) => toAgents !== 'paused'))(
    'of pause refuses $route',
    async ({ route }, { system, agents }) => {
      const { secret, pause } = await agents.make()
      await pause()
      expect(await problem(await askRoute(system, route, secret))).toMatchObject({ code: 'agent_inactive' })
    },
  )

  test('of pause leaves the agent to read it', async ({ system, agents }) => {
    const { secret, pause } = await agents.make()
    await pause()
    expect((await json<Me>(await ask(system, secret, '/sdk/me'))).agent?.status).toBe('paused')
  })

  test('of a deleted agent says so, and its keys are revoked', async ({ system, agents }) => {
    const { secret, revoke, agent } = await agents.make()
    await revoke()
    for (const path of ['/sdk/providers', '/sdk/me']) {
      expect(await problem(await ask(system, secret, path))).toMatchObject({
        status: 403,
        code: 'agent_inactive',
        detail: expect.stringContaining('deleted'),
      })
    }
    expect((await agents.keys.list('demo', agent.id)).map(({ revokedAt }) => revokedAt)).toEqual([
      expect.any(Number),
    ])
  })

  test('that refused somebody leaves a row', async ({ ownSystem: system, ownAgents: agents }) => {
    const { secret, pause } = await agents.make()
    await pause()
    await ask(system, secret)
    await system.vault.close()
    expect(await system.database("select outcome, detail from audit where action = 'authenticate'")).toEqual([
      { outcome: 'denied', detail: 'agent_inactive' },
    ])
  })
})

describe('somebody who can write the database', () => {
  test.for<[string, string]>([
    ['resumes no agent', "update agents set status = 'active'"],
    ['names no agent anew', "update agents set name = 'admin'"],
    ['shows no other name to people', "update agents set display_name = 'Google'"],
    ['lifts no rule', "update agents set rules = '[]'"],
    ['lifts no limit of scopes', 'update agents set scopes = null'],
    ['writes no metadata', `update agents set metadata = '{"admin":"yes"}'`],
    ['puts no agent in the place of another', "update agents set id = 'another'"],
    ['takes no agent away and keeps its key', 'delete from agents'],
  ])('%s', async ([_name, statement], { ownSystem: system, ownAgents: agents }) => {
    const { secret, pause } = await agents.make({
      rules: [{ type: 'groups', any_of: ['staff'] }],
      scopes: { google: [] },
    })
    await pause()
    expect((await ask(system, secret, '/sdk/me')).status).toBe(200)
    await system.database(statement)
    expect(await problem(await ask(system, secret, '/sdk/me'))).toMatchObject({ code: 'invalid_api_key' })
  })

  test('cannot give the key of one agent to another agent or to an app', async ({
    ownSystem: system,
    ownAgents: agents,
  }) => {
    const [one, other] = [await agents.make(), await agents.make()]
    await system.database('update keys set agent_id = ? where agent_id = ?', other.agent.id, one.agent.id)
    expect(await problem(await ask(system, one.secret, '/sdk/me'))).toMatchObject({ code: 'invalid_api_key' })
    await system.database('update keys set agent_id = null')
    expect(await problem(await ask(system, other.secret, '/sdk/me'))).toMatchObject({
      code: 'invalid_api_key',
    })
  })

  test('cannot bring a deleted agent back', async ({ ownSystem: system, ownAgents: agents }) => {
    const { secret, revoke } = await agents.make()
    await revoke()
    await system.database("update agents set status = 'active', revoked_at = null")
    await system.database('update keys set revoked_at = null')
    expect(await problem(await ask(system, secret, '/sdk/me'))).toMatchObject({ code: 'invalid_api_key' })
  })
})

describe('the store of agents', () => {
  test('has one of each name in an app, and gives the name of a deleted one to another', async ({
    ownAgents: agents,
  }) => {
    const { revoke, agent } = await agents.make({ name: 'scout' })
    await expect(agents.make({ name: 'scout' })).rejects.toThrow('already has an agent scout')
    await revoke()
    const next = await agents.make({ name: 'scout' })
    expect((await agents.store.byName(agents.app, 'scout'))?.id).toBe(next.agent.id)
    expect(await agents.store.find(agents.app, agent.id)).toMatchObject({ name: 'scout', status: 'revoked' })
    expect((await agents.store.list(agents.app)).map(({ id }) => id)).toEqual([next.agent.id])
  })

  test('makes one agent of two calls with one idempotency key, also at once', async ({
    ownAgents: agents,
  }) => {
    const draft = { name: 'scout', idempotencyKey: 'once' }
    const made = await Promise.allSettled([agents.make(draft), agents.make(draft), agents.make(draft)])
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await agents.store.list(agents.app)).toHaveLength(1)
    await expect(agents.make({ name: 'other', idempotencyKey: 'once' })).rejects.toThrow(
      'it has already made the agent scout',
    )
    expect(await agents.store.list(agents.app)).toHaveLength(1)
  })

  test('applies many simultaneous changes, each only to its fields', async ({ agents }) => {
    const { agent } = await agents.make()
    await Promise.all([
      agents.store.update(agents.app, agent.id, { displayName: 'Scout the Second' }),
      agents.store.update(agents.app, agent.id, { metadata: { team: 'blue' } }),
      agents.store.update(agents.app, agent.id, { status: 'paused' }),
    ])
    expect(await agents.store.find(agents.app, agent.id)).toMatchObject({
      displayName: 'Scout the Second',
      metadata: { team: 'blue' },
      status: 'paused',
    })
  })

  test('makes no key for an agent that is deleted at this moment', async ({ agents }) => {
    const { agent, revoke } = await agents.make()
    const rights = { scopes: [...AGENT_KEY_SCOPES], ranges: [], userTokenRequired: false, expiresAt: null }
    await Promise.allSettled([
      revoke(),
      ...Array.from({ length: 5 }, () => agents.keys.create('demo', 'key', rights, { agent: agent.id })),
    ])
    const live = (await agents.keys.list('demo', agent.id)).filter(({ revokedAt }) => revokedAt === null)
    expect(live).toEqual([])
    const late = agents.keys.create('demo', 'key', rights, { agent: agent.id })
    await expect(late).rejects.toMatchObject({ code: 'not_found' })
  })
})

const FILE_KEY = `alter_key_agent_${'f'.repeat(43)}`

function withFileAgent(agent: object = {}): SystemOptions {
  return { app: { agents: [{ name: 'filed', api_key: FILE_KEY, ...agent }] } }
}

describe('an agent of the config file', () => {
  test('calls with the key that stands there, and is listed like the others', async ({ start }) => {
    const system = await start(withFileAgent({ display_name: 'Filed', key_scopes: ['request'] }))
    await using agents = await openAgents(system)
    const { agent, scopes } = await json<Me>(await ask(system, FILE_KEY, '/sdk/me'))
    expect(agent).toEqual({
      agent_id: expect.stringMatching(/^file-[0-9a-f]{32}$/),
      name: 'filed',
      display_name: 'Filed',
      type: 'agent',
      status: 'active',
      rules: [],
      metadata: {},
      source: 'file',
    })
    expect(scopes).toEqual(['request'])
    await agents.make({ name: 'another' })
    expect((await agents.store.list(agents.app)).map(({ name }) => name)).toEqual(['another', 'filed'])
    expect(await agents.store.byName(agents.app, 'filed')).toMatchObject({ id: agent?.agent_id })
  })

  test('is paused there', async ({ start }) => {
    const system = await start(withFileAgent({ paused: true }))
    expect(await problem(await ask(system, FILE_KEY))).toMatchObject({ code: 'agent_inactive' })
    expect((await ask(system, FILE_KEY, '/sdk/me')).status).toBe(200)
  })

  test('is changed and deleted there alone, and gives its name to no other', async ({ start }) => {
    const system = await start(withFileAgent())
    await using agents = await openAgents(system)
    const id = (await agents.store.byName(agents.app, 'filed'))?.id ?? ''
    const place = 'apps[id: demo].agents[name: filed]'
    await expect(agents.store.update(agents.app, id, { status: 'paused' })).rejects.toThrow(place)
    await expect(agents.store.revoke(agents.app, id)).rejects.toThrow(place)
    await expect(agents.make({ name: 'filed' })).rejects.toThrow('already has an agent filed')
  })

  test('has several keys during a rotation, and no key disables another', async ({ start }) => {
    const other = `alter_key_agent_${'g'.repeat(43)}`
    const system = await start(withFileAgent({ api_key: [FILE_KEY, other] }))
    for (const key of [FILE_KEY, other]) expect((await ask(system, key)).status).toBe(200)
  })

  test.for<[object, string]>([
    [{ name: 'Upper' }, 'agents[0].name'],
    [{ name: '<b>x</b>' }, 'agents[0].name'],
    [{ api_key: 'alter_key_app_0123456789abcdef' }, 'agents[0].api_key'],
    [{ api_key: undefined }, 'set either api_key or api_key_sha256'],
    [{ api_key_sha256: 'a'.repeat(64) }, 'set either api_key or api_key_sha256'],
    [{ api_key: [FILE_KEY, FILE_KEY] }, 'is used twice: give each key to one agent'],
    [{ key_scopes: ['secrets:write'] }, 'is not allowed for the key of an agent'],
    [{ scopes: { dropbox: [] } }, 'is not a provider of this app'],
    [{ scopes: { google: ['everything'] } }, 'everything is not allowed'],
    [{ display_name: 'two\nlines' }, 'must be one line of printable characters'],
    [{ policies: [{ type: 'nonsense' }] }, 'agents[0].policies[0]'],
    [{ colour: 'red' }, 'is not a known setting'],
  ])('that is %o is refused', ([agent, message], { system }) => {
    const [app] = system.config.apps
    const config = {
      ...system.config,
      apps: [{ ...app, agents: [{ name: 'filed', api_key: FILE_KEY, ...agent }] }],
    }
    expect(() => resolveSettings(JSON.parse(JSON.stringify(config)), {})).toThrow(message)
  })

  test('that has the name of another is refused', ({ system }) => {
    const [app] = system.config.apps
    const two = ['a', 'b'].map((end) => ({ name: 'same', api_key: FILE_KEY + end }))
    const config = { ...system.config, apps: [{ ...app, agents: two }] }
    expect(() => resolveSettings(config, {})).toThrow('is also used by another agent')
  })

  test('wins over an agent of the database with the same name, and the log says so', async ({
    ownSystem: system,
    ownAgents: agents,
  }) => {
    const { agent, secret } = await agents.make({ name: 'filed' })
    const [app] = system.config.apps
    if (!app) throw new Error('no app')
    app.agents = [{ name: 'filed', api_key: FILE_KEY }]
    const vault = await system.secondVault()
    expect(system.log.join('')).toMatch(/"agents":\["filed"\].*a name means the agent of the file/)
    const list = await ask(system, system.apiKey, '/sdk/agents?name=filed', vault)
    expect((await json<AgentList>(list)).agents.map(({ source }) => source)).toEqual(['file'])
    // By its id and its key it is there all the same, so that the app can end it.
    expect((await ask(system, system.apiKey, `/sdk/agents/${agent.id}`, vault)).status).toBe(200)
    expect((await ask(system, secret, '/sdk/me', vault)).status).toBe(200)
  })
})
