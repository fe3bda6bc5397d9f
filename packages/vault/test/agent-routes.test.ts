import {
  type Agent,
  type AgentKeyList,
  type AgentList,
  type ApiKey,
  type CreatedAgent,
  type CreatedApiKey,
  HEADER,
  type Me,
} from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ownVaultTest, vaultTest, type VaultTest } from './fixtures.ts'
import { ANSWERS } from '../src/reference/answers.ts'
import { openAgents } from './agents.ts'
import { openDelegations } from './delegations.ts'
import { openKeys } from './key-store.ts'
import { Backend, connectGoogle, json, problem, VAULT } from './system.ts'

const FILE_KEY = `alter_key_agent_${'f'.repeat(43)}`

const OPTIONS = { app: { agents: [{ name: 'filed', api_key: FILE_KEY }] } }

/** What a test makes is deleted after it, so that names are free for the next. */
const test = withCalls(vaultTest(OPTIONS)).extend('deleted', { auto: true }, ({ ask }, { onCleanup }) => {
  onCleanup(async () => {
    const { agents } = await json<AgentList>(await ask('GET', 'agents'))
    for (const { agent_id, source } of agents) if (source === 'api') await ask('DELETE', `agents/${agent_id}`)
  })
})
const alone = withCalls(ownVaultTest(OPTIONS))

function withCalls(base: VaultTest) {
  return base
    .extend('ask', ({ system }) => {
      return (
        method: string,
        path: string,
        body?: unknown,
        { key = system.apiKey, headers = {} }: Asked = {},
      ): Promise<Response> => {
        return system.vault.fetch(
          new Request(`${VAULT}/sdk/${path}`, {
            method,
            headers: {
              [HEADER.apiKey]: key,
              ...(body !== undefined && { 'content-type': 'application/json' }),
              ...headers,
            },
            body: body === undefined ? null : JSON.stringify(body),
          }),
        )
      }
    })
    .extend('make', ({ system, ask }) => {
      return async (body: object = {}, asked?: Asked): Promise<CreatedAgent & { secret: string }> => {
        const made = await json<CreatedAgent>(
          await ask('POST', 'agents', { name: 'scout', ...body }, asked),
          201,
        )
        const secret = made.key?.api_key ?? ''
        system.secrets.add(secret)
        return { ...made, secret }
      }
    })
    .extend('filed', ({ ask }) => {
      return (): Promise<string> => {
        return ask('GET', 'agents?name=filed').then(async (answer) => {
          const { agents } = await json<AgentList>(answer)
          return agents[0]?.agent_id ?? ''
        })
      }
    })
    .extend('names', ({ ask }) => {
      return async (): Promise<string[]> => {
        return (await json<AgentList>(await ask('GET', 'agents'))).agents.map(({ name }) => name)
      }
    })
}

interface Asked {
  key?: string
  headers?: Record<string, string>
}

/** Code and field of a refusal. */
async function refused(asked: Promise<Response>): Promise<string> {
  const { code, field } = await problem(await asked)
  return field === undefined ? code : `${code} ${field}`
}

describe('16.2 an app', () => {
  alone('makes an agent and its first key, which is shown once', async ({ system, ask, make }) => {
    const { secret, key, ...agent } = await make({
      display_name: 'Scout',
      type: 'service',
      scopes: { google: [] },
      rules: [{ type: 'groups', any_of: ['staff'] }],
      metadata: { team: 'blue' },
    })
    expect(ANSWERS.CreatedAgent.safeParse({ ...agent, key }).success).toBe(true)
    expect(agent).toMatchObject({ name: 'scout', type: 'service', status: 'active', source: 'api' })
    expect(key).toMatchObject({ scopes: ['request', 'connect', 'grants:read'], status: 'active' })
    expect((await json<Me>(await ask('GET', 'me', undefined, { key: secret }))).agent).toEqual(agent)
    const read = await (await ask('GET', `agents/${agent.agent_id}`)).text()
    expect(JSON.parse(read)).toEqual(agent)
    const listing = await (await ask('GET', `agents/${agent.agent_id}/keys`)).text()
    for (const text of [read, listing, await (await ask('GET', 'agents')).text()]) {
      expect(text).not.toContain(secret)
    }
    expect(await system.databaseDump()).not.toContain(secret)
  })

  test('lists its agents by name, including agents of the config file, and finds one by its name', async ({
    ask,
    make,
    names,
  }) => {
    await make({ name: 'zeta' })
    await make({ name: 'alpha' })
    expect(await names()).toEqual(['alpha', 'filed', 'zeta'])
    const list = await json<AgentList>(await ask('GET', 'agents?name=zeta'))
    expect(ANSWERS.AgentList.safeParse(list).success).toBe(true)
    expect(list.agents.map(({ name }) => name)).toEqual(['zeta'])
    expect(await json<AgentList>(await ask('GET', 'agents?name=nobody'))).toEqual({ agents: [] })
    expect(await refused(ask('GET', 'agents?name=%3Cb%3E'))).toBe('invalid_request name')
    expect(await refused(ask('GET', 'agents?colour=red'))).toBe('invalid_request colour')
  })

  test('changes, pauses and resumes an agent; fields that are left out stay', async ({ ask, make }) => {
    const { agent_id, secret } = await make({ scopes: { google: [] }, metadata: { team: 'blue' } })
    const path = `agents/${agent_id}`
    const paused = await json<Agent>(await ask('PATCH', path, { status: 'paused' }))
    expect(paused).toMatchObject({ status: 'paused', scopes: { google: [] }, metadata: { team: 'blue' } })
    expect(await refused(ask('GET', 'providers', undefined, { key: secret }))).toBe('agent_inactive')
    const changed = await json<Agent>(
      await ask('PATCH', path, {
        status: 'active',
        display_name: 'Scout II',
        scopes: null,
        rules: [{ type: 'ttl', seconds: 60 }],
      }),
    )
    expect(changed).toMatchObject({ status: 'active', display_name: 'Scout II', metadata: { team: 'blue' } })
    expect(changed.scopes).toBeUndefined()
    expect((await json<Me>(await ask('GET', 'me', undefined, { key: secret }))).agent).toEqual(changed)
    expect(await json<Agent>(await ask('PATCH', path, {}))).toEqual(changed)
  })

  test('deletes an agent: its keys and delegations end, and its name is free', async ({
    system,
    ask,
    make,
    names,
  }) => {
    const { grant_id } = await connectGoogle(new Backend(system))
    const { agent_id, secret } = await make()
    await using delegations = await openDelegations(system)
    await delegations.give(grant_id, agent_id)
    const gone = await json<Agent>(await ask('DELETE', `agents/${agent_id}`))
    expect(gone).toMatchObject({ status: 'revoked', name: 'scout' })
    expect(await refused(ask('GET', 'me', undefined, { key: secret }))).toBe('agent_inactive')
    const { keys } = await json<AgentKeyList>(await ask('GET', `agents/${agent_id}/keys`))
    expect(keys.map(({ status }) => status)).toEqual(['revoked'])
    expect(await system.database('select 1 from delegations where ended_at is null')).toEqual([])
    expect((await new Backend(system).grants()).map(({ status }) => status)).toEqual(['active'])
    expect(await names()).toEqual(['filed'])
    // Said twice, it is as it was.
    expect(await json<Agent>(await ask('DELETE', `agents/${agent_id}`))).toEqual(gone)
    expect(await json<Agent>(await ask('GET', `agents/${agent_id}`))).toEqual(gone)
    expect(await refused(ask('PATCH', `agents/${agent_id}`, { status: 'active' }))).toBe('invalid_request')
    expect(await refused(ask('POST', `agents/${agent_id}/keys`, {}))).toBe('not_found')
    expect((await make()).agent_id).not.toBe(agent_id)
  })

  alone('makes one agent of calls with one idempotency key', async ({ system, ask }) => {
    const body = { name: 'scout', idempotency_key: 'deploy 7' }
    const answers = await Promise.all([1, 2, 3].map(() => ask('POST', 'agents', body)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
    const made = await Promise.all(answers.map((answer) => json<CreatedAgent>(answer, answer.status)))
    expect(new Set(made.map(({ agent_id }) => agent_id)).size).toBe(1)
    expect(made.filter(({ key }) => key !== undefined)).toHaveLength(1)
    expect(await refused(ask('POST', 'agents', { ...body, name: 'other' }))).toBe(
      'invalid_request idempotency_key',
    )
    system.pass(25 * 3600)
    expect(await refused(ask('POST', 'agents', body))).toBe('invalid_request name')
  })

  test('rotates the keys of an agent without a gap', async ({ ask, make }) => {
    const { agent_id, secret, key } = await make()
    const path = `agents/${agent_id}/keys`
    const next = await json<CreatedApiKey>(await ask('POST', path), 201)
    expect(ANSWERS.CreatedApiKey.safeParse(next).success).toBe(true)
    expect(next.api_key).toMatch(/^alter_key_agent_/)
    const old = `${path}/${key?.key_id}`
    expect((await json<ApiKey>(await ask('POST', `${old}/deprecate`))).status).toBe('deprecated')
    for (const each of [secret, next.api_key]) {
      expect((await ask('GET', 'me', undefined, { key: each })).status).toBe(200)
    }
    expect((await json<ApiKey>(await ask('POST', `${old}/revoke`))).status).toBe('revoked')
    expect(await refused(ask('GET', 'me', undefined, { key: secret }))).toBe('invalid_api_key')
    expect(await refused(ask('POST', `${path}/${next.key_id}/revoke`))).toBe('invalid_request force')
    expect((await ask('GET', 'me', undefined, { key: next.api_key })).status).toBe(200)
    const forced = await ask('POST', `${path}/${next.key_id}/revoke`, { force: true })
    expect((await json<ApiKey>(forced)).status).toBe('revoked')
    const listed = await json<AgentKeyList>(await ask('GET', path))
    expect(ANSWERS.AgentKeyList.safeParse(listed).success).toBe(true)
    expect(listed.keys.map(({ status }) => status)).toEqual(['revoked', 'revoked'])
  })

  alone('leaves a row for each thing it does', async ({ system, ask, make }) => {
    const { agent_id, key } = await make()
    await ask('PATCH', `agents/${agent_id}`, { status: 'paused', metadata: { a: 'b' } })
    const minted = await json<ApiKey>(await ask('POST', `agents/${agent_id}/keys`), 201)
    await ask('POST', `agents/${agent_id}/keys/${minted.key_id}/deprecate`)
    await ask('POST', `agents/${agent_id}/keys/${minted.key_id}/revoke`)
    await ask('DELETE', `agents/${agent_id}`)
    await ask('PATCH', `agents/${agent_id}`, { status: 'paused' })
    await system.vault.close()
    const of = `key ${minted.key_id} of agent ${agent_id}`
    expect(await system.database('select action, outcome, detail from audit order by id')).toEqual([
      { action: 'create_agent', outcome: 'ok', detail: `agent ${agent_id} key ${key?.key_id}` },
      { action: 'update_agent', outcome: 'ok', detail: `agent ${agent_id} paused metadata` },
      { action: 'create_key', outcome: 'ok', detail: of },
      { action: 'deprecate_key', outcome: 'ok', detail: of },
      { action: 'revoke_key', outcome: 'ok', detail: of },
      { action: 'delete_agent', outcome: 'ok', detail: `agent ${agent_id}` },
      { action: 'update_agent', outcome: 'denied', detail: 'invalid_request' },
    ])
  })
})

describe('bad input', () => {
  test.for<[object, string]>([
    [{ name: '' }, 'name'],
    [{ name: 'Scout' }, 'name'],
    [{ name: '<img src=x>' }, 'name'],
    [{ name: '-scout' }, 'name'],
    [{ name: 'scout~1' }, 'name'],
    [{ name: 'a'.repeat(65) }, 'name'],
    [{ name: 'filed' }, 'name'],
    [{ display_name: ' ' }, 'display_name'],
    [{ display_name: 'two\nlines' }, 'display_name'],
    [{ display_name: 'evil\u{202e}eman' }, 'display_name'],
    [{ display_name: 'a'.repeat(101) }, 'display_name'],
    [{ type: 'human' }, 'type'],
    [{ scopes: { dropbox: [] } }, 'scopes.dropbox'],
    [{ scopes: { google: ['everything'] } }, 'scopes.google'],
    [{ rules: [{ type: 'nonsense' }] }, 'rules.0.type'],
    [{ rules: Array.from({ length: 21 }, () => ({ type: 'ttl', seconds: 1 })) }, 'rules'],
    [{ metadata: { a: 1 } }, 'metadata.a'],
    [{ metadata: { big: 'x'.repeat(501) } }, 'metadata.big'],
    [
      { metadata: Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`k${n}`, 'x'.repeat(450)])) },
      'metadata',
    ],
    [{ key_scopes: ['secrets:write'] }, 'key_scopes.0'],
    [{ key_scopes: ['grants:write'] }, 'key_scopes.0'],
    [{ key_scopes: ['agents:write'] }, 'key_scopes.0'],
    [{ idempotency_key: '' }, 'idempotency_key'],
    [{ status: 'paused' }, 'status'],
  ])('%# of a new agent names its field: %o', async ([body, field], { ask, names }) => {
    const asked = ask('POST', 'agents', { name: 'scout', ...body })
    expect(await refused(asked)).toBe(`invalid_request ${field}`)
    expect(await names()).toEqual(['filed'])
  })

  test.for<[object, string]>([
    [{ name: 'other' }, 'name'],
    [{ status: 'revoked' }, 'status'],
    [{ rules: null }, 'rules'],
    [{ scopes: { dropbox: [] } }, 'scopes.dropbox'],
    [{ display_name: '' }, 'display_name'],
  ])('%# of a change names its field: %o', async ([body, field], { ask, make }) => {
    const { agent_id, secret: _secret, key: _key, ...agent } = await make()
    expect(await refused(ask('PATCH', `agents/${agent_id}`, body))).toBe(`invalid_request ${field}`)
    expect(await json<Agent>(await ask('GET', `agents/${agent_id}`))).toEqual({ agent_id, ...agent })
  })

  test('a name that is taken is refused, and a name that is markup for people stays a text', async ({
    ask,
    make,
  }) => {
    const markup = '<img src=x onerror=alert(1)>&amp;'
    const made = await make({ display_name: markup })
    expect(made.display_name).toBe(markup)
    const answer = await ask('GET', `agents/${made.agent_id}`)
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await json<Agent>(answer)).display_name).toBe(markup)
    expect(await refused(ask('POST', 'agents', { name: 'scout' }))).toBe('invalid_request name')
  })

  test('an agent, a key and a key of another agent that are not there are not found', async ({
    ask,
    make,
  }) => {
    const one = await make()
    const other = await make({ name: 'other' })
    for (const [method, path] of [
      ['GET', 'agents/none'],
      ['PATCH', 'agents/none'],
      ['DELETE', 'agents/none'],
      ['GET', 'agents/none/keys'],
      ['POST', 'agents/none/keys'],
      ['POST', `agents/${one.agent_id}/keys/none/revoke`],
      ['POST', `agents/${one.agent_id}/keys/${other.key?.key_id}/revoke`],
      ['POST', `agents/${one.agent_id}/keys/${other.key?.key_id}/deprecate`],
    ] as const) {
      expect(await refused(ask(method, path, method === 'GET' ? undefined : {})), path).toBe('not_found')
    }
    expect((await ask('GET', 'me', undefined, { key: other.secret })).status).toBe(200)
  })

  test('a user’s JWT makes no agent', async ({ system, ask }) => {
    const headers = { [HEADER.userToken]: await new Backend(system).userToken() }
    expect(await refused(ask('POST', 'agents', { name: 'scout' }, { headers }))).toBe(
      `invalid_request ${HEADER.userToken}`,
    )
  })
})

describe('an agent of the config file', () => {
  test('can be changed only there: the answer names the file', async ({ ask, filed }) => {
    const id = await filed()
    for (const [method, path, body] of [
      ['PATCH', `agents/${id}`, { status: 'paused' }],
      ['DELETE', `agents/${id}`, undefined],
      ['POST', `agents/${id}/keys`, {}],
      ['POST', `agents/${id}/keys/any/revoke`, {}],
      ['POST', `agents/${id}/keys/any/deprecate`, undefined],
    ] as const) {
      expect(await problem(await ask(method, path, body)), path).toMatchObject({
        code: 'invalid_request',
        detail: expect.stringContaining('config file: change apps[id: demo].agents[name: filed] there'),
      })
    }
    expect((await ask('GET', 'me', undefined, { key: FILE_KEY })).status).toBe(200)
    expect(await json<AgentKeyList>(await ask('GET', `agents/${id}/keys`))).toEqual({ keys: [] })
  })

  alone('is refused after a panic of its app, and its key stays refused', async ({ system, ask }) => {
    await system.database(
      "insert into app_access (app_id, config_key_refused_at, refused_key_hash) values ('demo', 1, '')",
    )
    expect(await refused(ask('GET', 'me', undefined, { key: FILE_KEY }))).toBe('invalid_api_key')
  })
})

describe('a key', () => {
  test('cannot make, change or end anything without agents:write, and sees nothing without agents:read', async ({
    system,
    ask,
    make,
  }) => {
    await using keys = await openKeys(system)
    const { agent_id, key } = await make()
    const reader = { key: (await keys.backend({ scopes: ['agents:read', 'secrets:write'] })).secret }
    const writer = { key: (await keys.backend({ scopes: ['agents:write'] })).secret }
    for (const [method, path] of [
      ['POST', 'agents'],
      ['PATCH', `agents/${agent_id}`],
      ['DELETE', `agents/${agent_id}`],
      ['POST', `agents/${agent_id}/keys`],
      ['POST', `agents/${agent_id}/keys/${key?.key_id}/revoke`],
    ] as const) {
      expect(await refused(ask(method, path, {}, reader)), path).toBe('insufficient_scope')
    }
    for (const path of ['agents', `agents/${agent_id}`, `agents/${agent_id}/keys`]) {
      expect((await ask('GET', path, undefined, reader)).status).toBe(200)
      expect(await refused(ask('GET', path, undefined, writer)), path).toBe('insufficient_scope')
    }
  })

  test('cannot give an agent more than it has itself', async ({ system, ask, make }) => {
    await using keys = await openKeys(system)
    const { agent_id } = await make()
    const ranges = ['192.0.2.0/24']
    const { secret } = await keys.backend({ scopes: ['agents:write', 'connect'] })
    const narrow = await make({ name: 'narrow' }, { key: secret })
    expect(narrow.key?.scopes).toEqual(['connect'])
    expect(
      await refused(ask('POST', 'agents', { name: 'wide', key_scopes: ['request'] }, { key: secret })),
    ).toBe('insufficient_scope key_scopes')
    expect(
      await refused(ask('POST', `agents/${agent_id}/keys`, { scopes: ['request'] }, { key: secret })),
    ).toBe('insufficient_scope scopes')
    const { secret: none } = await keys.backend({ scopes: ['agents:write'] })
    expect(await refused(ask('POST', `agents/${agent_id}/keys`, {}, { key: none }))).toBe(
      'insufficient_scope scopes',
    )
    const { secret: short } = await keys.backend({ expiresAt: Date.now() + 60_000 })
    const brief = await json<ApiKey>(await ask('POST', `agents/${agent_id}/keys`, {}, { key: short }), 201)
    expect(brief.expires_at).toBeDefined()
    expect(await refused(ask('POST', `agents/${agent_id}/keys`, { expires_in: 3600 }, { key: short }))).toBe(
      'insufficient_scope expires_in',
    )
    expect(
      (await json<ApiKey>(await ask('POST', `agents/${agent_id}/keys`, { ranges }), 201)).ranges,
    ).toEqual(ranges)
  })

  test('of an agent cannot make an agent or a key', async ({ ask, make }) => {
    const { agent_id, secret, key } = await make()
    for (const [method, path] of [
      ['POST', 'agents'],
      ['PATCH', `agents/${agent_id}`],
      ['DELETE', `agents/${agent_id}`],
      ['POST', `agents/${agent_id}/keys`],
      ['POST', `agents/${agent_id}/keys/${key?.key_id}/revoke`],
      ['POST', 'keys'],
    ] as const) {
      expect(await refused(ask(method, path, {}, { key: secret })), path).toBe('insufficient_scope')
    }
    expect(await refused(ask('GET', 'agents', undefined, { key: secret }))).toBe('insufficient_scope')
  })

  test('of another app finds no agent of this one', async ({ system, make }) => {
    const { agent_id } = await make()
    await using agents = await openAgents(system)
    const [app] = [agents.app]
    expect(await agents.store.find({ ...app, id: 'other' }, agent_id)).toBeNull()
    expect(await agents.store.byName({ ...app, id: 'other', agents: [] }, 'scout')).toBeNull()
  })
})

alone('an app makes a hundred agents an hour', async ({ ask }) => {
  const made = []
  for (let n = 0; n < 101; n += 1) made.push((await ask('POST', 'agents', { name: `bot-${n}` })).status)
  expect(made.filter((status) => status === 201)).toHaveLength(100)
  expect(made.at(-1)).toBe(429)
})
