import { HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import type { TestAgent, TestAgents } from './agents.ts'
import {
  cutBeforeRedirect,
  cutBeforeRepeat,
  type CutCall,
  cutWhileAnswerStreams,
  cutWhileBodyIsTaken,
  cutWhileUploadStreams,
} from './cut-calls.ts'
import type { TestDelegations } from './delegations.ts'
import { vaultTest } from './fixtures.ts'
import { Backend, Browser, CALENDAR, connectGoogle, json, problem, type System, VAULT } from './system.ts'

const OTHER_KEY = `alter_key_agent_${'o'.repeat(43)}`

/** An agent of which one user's grant is at hand, and calls by it that send no user's token. */
const test = vaultTest(({ apiServer }) => ({
  google: { api_hosts: [apiServer.host] },
  vault: { allow_private_network: true },
  also: (app) => {
    const { api_key: _, ...rest } = app
    const agents = [{ name: 'scout', api_key: OTHER_KEY }]
    return [{ ...rest, id: 'other', database_keys_only: true, agents }]
  },
}))
  .extend('url', ({ api }) => `${api.origin}/`)
  .extend('scout', ({ agents, user }) => agents.make({ displayName: 'Scout' }, {}, user))
  .extend('grant', async ({ backend }) => (await connectGoogle(backend)).grant_id)
  .extend('alone', ({ system, url, scout }) => {
    return (
      secret = scout.secret,
      headers: Record<string, string> = {},
      init: RequestInit = {},
    ): Promise<Response> => {
      const chosen = HEADER.grant in headers ? {} : { [HEADER.provider]: 'google' }
      const sent = { [HEADER.apiKey]: secret, [HEADER.url]: url, ...chosen, ...headers }
      return system.vault.fetch(new Request(`${VAULT}/sdk/proxy`, { ...init, headers: sent }))
    }
  })
  .extend('expectNone', ({ api }) => {
    return async (call: Promise<Response>, code = 'no_delegated_grant'): Promise<void> => {
      const before = api.arrivals.length
      expect(await problem(await call)).toMatchObject({ code })
      expect(api.arrivals).toHaveLength(before)
    }
  })

describe('16.4 what an agent uses', () => {
  test('is only what its users gave it, with and without their token', async ({
    url,
    backend,
    delegations,
    scout,
    grant,
    alone,
    expectNone,
  }) => {
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

  test('no_delegated_grant says all that is needed to ask the user', async ({ scout, alone }) => {
    expect(await problem(await alone(scout.secret, { [HEADER.account]: 'ada@work.example' }))).toMatchObject({
      status: 404,
      code: 'no_delegated_grant',
      provider: 'google',
      agent: { agent_id: scout.agent.id, name: scout.agent.name, display_name: 'Scout' },
      detail: expect.stringContaining('ada@work.example'),
    })
  })

  test('a grant that was not delegated does not exist for it', async ({ scout, grant, alone }) => {
    const forbidden = await problem(await alone(scout.secret, { [HEADER.grant]: grant }))
    const unknown = await problem(await alone(scout.secret, { [HEADER.grant]: 'x'.repeat(grant.length) }))
    expect(forbidden).toMatchObject({ status: 404, code: 'grant_not_found' })
    expect({ ...forbidden, request_id: '', detail: '' }).toEqual({ ...unknown, request_id: '', detail: '' })
    expect(forbidden.detail.replace(grant, '')).toBe(unknown.detail.replace(/x+/, ''))
  })

  test('label or id chooses one of several accounts', async ({
    url,
    backend,
    delegations,
    scout,
    grant,
    alone,
    expectNone,
  }) => {
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

  test('an account of another user is used with that user’s token, or by its id, and no default decides between users', async ({
    system,
    url,
    user,
    delegations,
    scout,
    grant,
    alone,
    expectNone,
  }) => {
    const bob = new Backend(system, `${user}-bob`)
    const theirs = await connectGoogle(bob, 'bob@work.example')
    await delegations.give(grant, scout.agent.id)
    await expectNone(new Backend(scout.backend.system, `${user}-bob`).call(url))
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

  test('ends with the time of the delegation', async ({
    system,
    delegations,
    scout,
    grant,
    alone,
    expectNone,
  }) => {
    await delegations.give(grant, scout.agent.id, { expiresAt: system.now() + 60_000 })
    expect((await alone()).status).toBe(200)
    system.pass(61)
    await expectNone(alone())
    await expectNone(alone(scout.secret, { [HEADER.grant]: grant }), 'grant_not_found')
  })

  test('a delegation that another process ended is refused from the next call on', async ({
    system,
    url,
    user,
    delegations,
    scout,
    grant,
    expectNone,
  }) => {
    await delegations.give(grant, scout.agent.id)
    const second = await system.secondVault()
    const there = new Backend({ ...scout.backend.system, vault: second }, user)
    expect((await there.call(url)).status).toBe(200)
    expect((await scout.backend.call(url)).status).toBe(200)
    await delegations.end(grant)
    await expectNone(there.call(url))
    await expectNone(scout.backend.call(url))
  })
})

describe('16.4 who may not', () => {
  test.beforeEach(async ({ delegations, scout, grant, alone }) => {
    await delegations.give(grant, scout.agent.id)
    expect((await alone()).status).toBe(200)
  })

  test('another agent of the app', async ({ url, agents, grant, alone, expectNone }) => {
    const spy = await agents.make()
    await expectNone(spy.backend.call(url))
    await expectNone(alone(spy.secret))
    await expectNone(alone(spy.secret, { [HEADER.grant]: grant }), 'grant_not_found')
    await expectNone(alone(spy.secret, { [HEADER.account]: grant }))
  })

  test('the agent of the same name of another app', async ({
    agents,
    delegations,
    grant,
    alone,
    expectNone,
  }) => {
    const namesake = await agents.make({ name: 'scout' })
    await delegations.give(grant, namesake.agent.id)
    expect((await alone(namesake.secret)).status).toBe(200)
    await expectNone(alone(OTHER_KEY))
    await expectNone(alone(OTHER_KEY, { [HEADER.grant]: grant }), 'grant_not_found')
  })

  test('an agent that is paused, until it is resumed', async ({ scout, alone, expectNone }) => {
    await scout.pause()
    await expectNone(alone(), 'agent_inactive')
    await scout.resume()
    expect((await alone()).status).toBe(200)
  })

  test('an agent that was deleted', async ({ delegations, scout, grant, alone, expectNone }) => {
    await scout.revoke()
    await expectNone(alone(), 'agent_inactive')
    expect(await delegations.store.ofGrants('demo', [grant])).toEqual([])
  })

  test('an agent of a user who was deleted', async ({ user, backend, scout, grant, alone, expectNone }) => {
    const token = await backend.userToken()
    expect((await alone(scout.secret, { [HEADER.userToken]: token })).status).toBe(200)
    await json(await backend.ask(`/sdk/users/${user}`, 'DELETE'))
    await expectNone(alone())
    await expectNone(alone(scout.secret, { [HEADER.userToken]: token }), 'invalid_user_token')
    await expectNone(alone(scout.secret, { [HEADER.grant]: grant }), 'grant_not_found')
  })

  test('an agent of a grant that was revoked, also once its user has connected it again', async ({
    url,
    backend,
    grant,
    alone,
    expectNone,
  }) => {
    await json(await backend.post(`/sdk/grants/${grant}/revoke`, {}))
    await expectNone(alone())
    await connectGoogle(backend)
    expect((await backend.call(url)).status).toBe(200)
    await expectNone(alone())
  })
})

describe('16.4 rules of grant, agent and delegation must all allow', () => {
  const onlyReads = [
    { type: 'methods_and_paths' as const, allow: [{ methods: ['GET', 'HEAD', 'OPTIONS'] }], name: 'reads' },
  ]
  const all = [{ type: 'methods_and_paths' as const, allow: [{}] }]

  test('a delegation does not allow what its grant denies', async ({
    system,
    backend,
    delegations,
    scout,
    grant,
    alone,
    expectNone,
  }) => {
    const minted = await backend.mint({ allowed_providers: ['google'], grant_policy: { rules: onlyReads } })
    await new Browser(system).connect(minted, { account: 'ada@work.example' })
    await delegations.give(grant, scout.agent.id, { rules: all })
    expect((await alone()).status).toBe(200)
    await expectNone(alone(scout.secret, {}, { method: 'POST' }), 'policy_violation')
  })

  test('a delegation denies its agent what the grant allows others', async ({
    url,
    backend,
    agents,
    delegations,
    scout,
    grant,
    alone,
    expectNone,
  }) => {
    const other = await agents.make()
    await delegations.give(grant, scout.agent.id, { rules: onlyReads })
    await delegations.give(grant, other.agent.id)
    expect((await alone()).status).toBe(200)
    await expectNone(alone(scout.secret, {}, { method: 'POST' }), 'policy_violation')
    expect((await alone(other.secret, {}, { method: 'POST' })).status).toBe(200)
    expect((await backend.call(url, {}, { method: 'POST' })).status).toBe(200)
  })

  test('an agent’s own rules apply to all its delegations from the moment of a change', async ({
    agents,
    delegations,
    scout,
    grant,
    alone,
    expectNone,
  }) => {
    await delegations.give(grant, scout.agent.id)
    expect((await alone(scout.secret, {}, { method: 'POST' })).status).toBe(200)
    await agents.store.update(agents.app, scout.agent.id, { rules: onlyReads })
    await expectNone(alone(scout.secret, {}, { method: 'POST' }), 'policy_violation')
  })

  test('a rule of time to live in a delegation is its end', async ({
    system,
    url,
    backend,
    delegations,
    scout,
    grant,
    alone,
    expectNone,
  }) => {
    const given = await delegations.give(grant, scout.agent.id, { rules: [{ type: 'ttl', seconds: 60 }] })
    expect(given).toMatchObject({ rules: [], expiresAt: given.createdAt + 60_000 })
    expect((await alone()).status).toBe(200)
    system.pass(61)
    await expectNone(alone())
    expect((await backend.call(url)).status).toBe(200)
  })

  test('scopes of an agent limit the scopes of the grants that it may use', async ({
    agents,
    delegations,
    scout,
    grant,
    alone,
  }) => {
    await delegations.give(grant, scout.agent.id)
    const { store, app } = agents
    await store.update(app, scout.agent.id, { scopes: { google: [CALENDAR] } })
    expect((await alone()).status).toBe(200)
    await store.update(app, scout.agent.id, { scopes: { github: [] } })
    const denied = await problem(await alone())
    expect(denied).toMatchObject({
      code: 'policy_violation',
      policy_error: { policy: `agent ${scout.agent.name}`, type: 'scopes' },
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

  test('an agent is not told to ask for an account that it may not use', async ({
    agents,
    scout,
    alone,
    expectNone,
  }) => {
    await agents.store.update(agents.app, scout.agent.id, { scopes: { github: [] } })
    await expectNone(alone(), 'policy_violation')
    await agents.store.update(agents.app, scout.agent.id, { scopes: null })
    await expectNone(alone(), 'no_delegated_grant')
  })
})

describe('W4: somebody who can write the database', () => {
  test('cannot widen, move or make a delegation', async ({
    system,
    agents,
    delegations,
    scout,
    grant,
    alone,
    expectNone,
  }) => {
    const spy = await agents.make()
    await delegations.give(grant, scout.agent.id, {
      rules: [{ type: 'methods_and_paths', allow: [{ methods: ['GET'] }] }],
      expiresAt: system.now() + 600_000,
    })
    const [row] = await system.database<Record<string, unknown>>(
      'select * from delegations where agent_id = ?',
      scout.agent.id,
    )
    expect((await alone()).status).toBe(200)
    for (const change of [
      "rules = '[]'",
      'expires_at = null',
      `agent_id = '${spy.agent.id}'`,
      "provider = 'github'",
    ]) {
      await system.database(`update delegations set ${change} where id = ?`, row?.['id'])
      await expectNone(alone())
      await expectNone(alone(spy.secret))
      await expectNone(alone(spy.secret, { [HEADER.grant]: grant }), 'grant_not_found')
      for (const [column, value] of Object.entries(row ?? {}))
        await system.database(`update delegations set ${column} = ? where id = ?`, value, row?.['id'])
      expect((await alone()).status, change).toBe(200)
    }
    expect(
      system.log.filter((line) => line.includes('a delegation in the database was altered')).length,
    ).toBeGreaterThan(0)
  })

  test('cannot give an agent other scopes or other rules', async ({
    system,
    api,
    agents,
    delegations,
    scout,
    grant,
    alone,
  }) => {
    await agents.store.update(agents.app, scout.agent.id, { scopes: { github: [] } })
    await delegations.give(grant, scout.agent.id)
    await system.database('update agents set scopes = null where id = ?', scout.agent.id)
    const refused = await problem(await alone())
    expect(['invalid_api_key', 'agent_inactive']).toContain(refused.code)
    expect(api.arrivals).toEqual([])
  })
})

interface Given {
  system: System
  backend: Backend
  user: string
  agents: TestAgents
  delegations: TestDelegations
  scout: TestAgent
  grant: string
}

/** Seconds. Each test that waits for it moves the clock of the file, in which users' tokens live for an hour. */
const LIFE = 600

const endings: [string, (given: Given) => Promise<unknown>, string[]][] = [
  [
    'a delegation that ended',
    ({ delegations, grant, scout }) => delegations.end(grant, scout.agent.id),
    ['no_delegated_grant'],
  ],
  ['a delegation past its end', async ({ system }) => system.pass(LIFE + 1), ['no_delegated_grant']],
  [
    'a delegation that somebody widened',
    ({ system, scout }) =>
      system.database(
        'update delegations set rules = \'[{"type":"ttl","seconds":1}]\' where agent_id = ?',
        scout.agent.id,
      ),
    ['no_delegated_grant'],
  ],
  ['an agent that was paused', ({ scout }) => scout.pause(), ['agent_inactive']],
  ['an agent that was deleted', ({ scout }) => scout.revoke(), ['agent_inactive']],
  [
    'an agent whose rules deny it now',
    ({ agents, scout }) =>
      agents.store.update(agents.app, scout.agent.id, {
        rules: [{ type: 'methods_and_paths', allow: [{ methods: ['DELETE'] }] }],
      }),
    ['policy_violation'],
  ],
  [
    'an agent that may use the provider no more',
    ({ agents, scout }) => agents.store.update(agents.app, scout.agent.id, { scopes: { github: [] } }),
    ['policy_violation'],
  ],
  [
    'a grant that was revoked',
    ({ backend, grant }) => backend.post(`/sdk/grants/${grant}/revoke`, {}),
    ['no_delegated_grant', 'grant_revoked'],
  ],
  [
    'a user who was deleted',
    ({ backend, user }) => backend.ask(`/sdk/users/${user}`, 'DELETE'),
    ['no_delegated_grant', 'grant_revoked'],
  ],
]

const cutting = test.extend('cut', async ({
  system,
  api,
  backend,
  user,
  agents,
  delegations,
  scout,
  grant,
  alone,
}) => {
  await delegations.give(grant, scout.agent.id, { expiresAt: system.now() + LIFE * 1000 })
  return (end: (given: Given) => Promise<unknown>): CutCall => ({
    api,
    call: (headers, init) => alone(scout.secret, headers, init),
    end: () => end({ system, backend, user, agents, delegations, scout, grant }),
  })
})

describe.each(endings)('W1: %s', (_name, end, codes) => {
  cutting('while a body is taken sends nothing', async ({ cut }) => {
    expect(codes).toContain((await problem(await cutWhileBodyIsTaken(cut(end)))).code)
  })

  cutting('before a redirect hop is followed no further', async ({ cut }) => {
    expect(codes).toContain((await problem(await cutBeforeRedirect(cut(end)))).code)
  })

  cutting('before the repeat after a 401 is not sent again', async ({ cut }) => {
    const answer = await cutBeforeRepeat(cut(end))
    if (answer.status !== 401) expect(codes).toContain((await problem(answer)).code)
  })

  cutting('while an upload streams cuts it', async ({ cut }) => {
    expect(codes).toContain((await problem(await cutWhileUploadStreams(cut(end)))).code)
  })

  cutting('while an answer streams cuts it', async ({ cut }) => {
    await cutWhileAnswerStreams(cut(end))
  })
})

test('16.4 the audit names the user as the subject and the agent as the actor, and when a delegation was used', async ({
  system,
  url,
  user,
  backend,
  delegations,
  scout,
  grant,
  alone,
}) => {
  const { id } = await delegations.give(grant, scout.agent.id)
  await alone(scout.secret, { [HEADER.run]: 'run-1', [HEADER.tool]: 'list' })
  await backend.call(url)
  await system.vault.close()
  const rows = await system.database<Record<string, unknown>>(
    `select agent_id, delegation_id, user_id, subject_hash, run, tool from audit
     where action = 'use' and user_id = (select id from users where subject = ?) order by id`,
    user,
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
