import type { CreateSessionRequest, PageSession } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ownVaultTest, type VaultTest } from './fixtures.ts'
import { plant } from './plant.ts'
import { Backend, Browser, CALENDAR, connectGoogle, grantTable, json, problem } from './system.ts'

const test = withSessions(ownVaultTest({ wallet: true }))
const walletless = withSessions(ownVaultTest())

function withSessions(base: VaultTest) {
  return (
    base
      /** Whom the sessions are for. */
      .extend('scout', { auto: true }, ({ agents }) => agents.make({ name: 'scout' }))
      /** A session for the agent, opened in a browser. */
      .extend('opened', ({ system, backend }) => {
        return async (
          request: CreateSessionRequest = {},
        ): Promise<{ browser: Browser; page: PageSession; id: string }> => {
          const { session_token, session_id } = await backend.mint({ ...GOOGLE, agent: 'scout', ...request })
          const browser = new Browser(system)
          return { browser, page: await browser.start(session_token), id: session_id }
        }
      })
      /** The user agrees and goes to the provider. */
      .extend('authorized', ({ opened }) => {
        return async (request: CreateSessionRequest = {}, tightening: object = {}): Promise<PageSession> => {
          const { browser, id } = await opened(request)
          const answer = await browser.page('authorize', { session_id: id, provider: 'google', tightening })
          const { authorization_url } = await json<{ authorization_url: string }>(answer)
          await browser.send(await browser.consent(authorization_url))
          return browser.outcome(id)
        }
      })
      .extend('delegated', ({ system }) => {
        return (): Promise<{ grant_id: string; agent_id: string; rules: string }[]> => {
          return system.database('select grant_id, agent_id, rules from delegations where ended_at is null')
        }
      })
  )
}

const GOOGLE = { allowed_providers: ['google'] }

function ask(who: Backend, id: string): Promise<Response> {
  return who.ask('/sdk/oauth/connect/session/result', 'POST', { body: id })
}

describe('16.3 for which agent a session is', () => {
  test.for<[string, CreateSessionRequest, string]>([
    ['an agent that there is not', { agent: 'nobody' }, 'agent'],
    ['a policy and no agent', { agent_policy: {} }, 'agent_policy'],
    ['the app itself for a user', { agent: 'scout', principal: 'app' }, 'agent'],
    [
      'a life of no time',
      { agent: 'scout', agent_policy: { max_ttl_seconds: 0 } },
      'agent_policy.max_ttl_seconds',
    ],
    ['metadata that is no text', { metadata: JSON.parse('{"a":1}') }, 'metadata.a'],
    [
      'metadata that is too large',
      { metadata: Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`k${at}`, 'x'.repeat(400)])) },
      'metadata',
    ],
    [
      'too much metadata',
      { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`k${at}`, 'x'])) },
      'metadata',
    ],
  ])('%s is refused by its field', async ([_name, request, field], { backend }) => {
    const refused = await problem(await backend.tryMint({ ...GOOGLE, ...request }))
    expect(refused).toMatchObject({ status: 400, code: 'invalid_request', field })
  })

  test('one that is paused, deleted or of another app is refused by its field', async ({
    system,
    backend,
    agents,
    scout,
  }) => {
    await scout.pause()
    expect(await problem(await backend.tryMint({ ...GOOGLE, agent: 'scout' }))).toMatchObject({
      code: 'agent_inactive',
      field: 'agent',
    })
    await scout.revoke()
    for (const agent of ['scout', scout.agent.id]) {
      expect(await problem(await backend.tryMint({ ...GOOGLE, agent }))).toMatchObject({
        code: 'invalid_request',
        field: 'agent',
      })
    }
    const other = await agents.make({ name: 'other' })
    await system.database("update agents set app_id = 'elsewhere' where id = ?", other.agent.id)
    expect(await problem(await backend.tryMint({ ...GOOGLE, agent: other.agent.id }))).toMatchObject({
      code: 'invalid_request',
      field: 'agent',
    })
  })

  test('an agent’s own key asks for that agent and for no other', async ({ system, agents, scout }) => {
    await agents.make({ name: 'rival' })
    const own = scout.backend
    const { session_token } = await own.mint(GOOGLE)
    const { agent } = await new Browser(system).start(session_token)
    expect(agent).toMatchObject({ agent_id: scout.agent.id, name: 'scout', display_name: 'Scout' })
    await own.mint({ ...GOOGLE, agent: 'scout' })
    expect(await problem(await own.tryMint({ ...GOOGLE, agent: 'rival' }))).toMatchObject({
      code: 'invalid_request',
      field: 'agent',
    })
    expect(await problem(await own.tryMint({ ...GOOGLE, principal: 'app' }))).toMatchObject({
      code: 'invalid_request',
      field: 'agent',
    })
  })

  test('an agent’s own key lifts no limit of the account itself', async ({ scout }) => {
    const loosening = { ...GOOGLE, grant_policy: { rules: [] } }
    expect(await problem(await scout.backend.tryMint(loosening))).toMatchObject({
      code: 'invalid_request',
      field: 'grant_policy',
    })
  })

  test('an agent reads how its own sessions stand, and no other', async ({ backend, agents, scout }) => {
    const rival = await agents.make({ name: 'rival' })
    const own = await scout.backend.mint(GOOGLE)
    const plain = await backend.mint(GOOGLE)
    expect((await ask(scout.backend, own.session_id)).status).toBe(200)
    expect((await ask(backend, own.session_id)).status).toBe(200)
    for (const [who, id] of [
      [rival.backend, own.session_id],
      [scout.backend, plain.session_id],
    ] as const) {
      expect(await problem(await ask(who, id))).toMatchObject({ code: 'invalid_token' })
    }
  })

  test('one that may hold less than the provider is asked for is refused, not let down later', async ({
    system,
    backend,
    agents,
  }) => {
    await agents.make({ name: 'narrow', scopes: { google: [] } })
    await agents.make({ name: 'elsewhere', scopes: { github: [] } })
    await agents.make({ name: 'fitting', scopes: { google: [CALENDAR] } })
    const narrow = await problem(await backend.tryMint({ ...GOOGLE, agent: 'narrow' }))
    expect(narrow).toMatchObject({ field: 'agent', detail: expect.stringContaining(CALENDAR) })
    expect(await problem(await backend.tryMint({ ...GOOGLE, agent: 'elsewhere' }))).toMatchObject({
      field: 'allowed_providers',
    })
    const { session_token } = await backend.mint({ agent: 'fitting' })
    const { providers } = await new Browser(system).start(session_token)
    expect(providers.map(({ id }) => id)).toEqual(['google'])
  })
})

describe('16.3 what the page receives', () => {
  test('the agent, every rule, its end, and the accounts of this user that can be given', async ({
    system,
    backend,
    agents,
    opened,
  }) => {
    const ruled = await agents.make({
      name: 'ruled',
      rules: [{ type: 'rate_limit', requests: 5, seconds: 60 }],
    })
    const work = await connectGoogle(backend)
    const home = await connectGoogle(backend, 'ada@home.example')
    await connectGoogle(new Backend(system, 'eve'))
    await json(await backend.ask(`/sdk/grants/${home.grant_id}/default`, 'PUT'))
    const { page } = await opened({
      agent: ruled.agent.id,
      agent_policy: { rules: [{ type: 'ttl', seconds: 60 }], max_ttl_seconds: 3600 },
    })
    expect(page.agent).toEqual({
      agent_id: ruled.agent.id,
      name: 'ruled',
      display_name: 'Scout',
      rules: [
        { type: 'rate_limit', requests: 5, seconds: 60 },
        { type: 'ttl', seconds: 60 },
      ],
      max_ttl_seconds: 3600,
      can_ask_user: true,
      accounts: {
        google: [
          expect.objectContaining({ grant_id: home.grant_id }),
          expect.objectContaining({ grant_id: work.grant_id }),
        ],
      },
    })
    await json(await backend.post(`/sdk/grants/${home.grant_id}/revoke`, {}))
    expect((await opened()).page.agent?.accounts['google']).toHaveLength(1)
    expect((await opened({ grant_policy: { max_ttl_seconds: 60 } })).page.agent?.accounts).toEqual({})
  })

  test('that the agent was stopped meanwhile: nobody is asked for it', async ({ system, backend, scout }) => {
    const { session_token } = await backend.mint({ ...GOOGLE, agent: 'scout' })
    await scout.pause()
    const first = await new Browser(system).page('start', {}, session_token)
    expect(await problem(first)).toMatchObject({ code: 'agent_inactive' })
    await scout.resume()
    const browser = new Browser(system)
    const { session_id } = await browser.start(session_token)
    await scout.pause()
    for (const [step, body] of [
      ['authorize', { provider: 'google', tightening: {} }],
      ['delegate', { grant_id: 'any' }],
    ] as const) {
      expect(await problem(await browser.page(step, { session_id, ...body })), step).toMatchObject({
        code: 'agent_inactive',
      })
    }
  })
})

describe('16.3 with an account from the provider', () => {
  test('the grant and the delegation are written together, and the agent calls', async ({
    delegated,
    scout,
    authorized,
  }) => {
    const outcome = await authorized()
    const [connection] = outcome.grants
    expect(outcome).toMatchObject({
      status: 'completed',
      agent: { name: 'scout' },
      grants: [{ operation: 'creation', delegation: { id: expect.any(String), agent: 'scout' } }],
    })
    expect(await delegated()).toEqual([
      { grant_id: connection?.grant_id, agent_id: scout.agent.id, rules: '[]' },
    ])
    expect((await scout.backend.calendar()).status).toBe(200)
  })

  test('without the user having been asked nobody is sent to the provider', async ({
    system,
    backend,
    opened,
  }) => {
    const { browser, id } = await opened()
    const silent = await browser.page('authorize', { session_id: id, provider: 'google', welcomed: true })
    expect(await problem(silent)).toMatchObject({ code: 'invalid_request', field: 'tightening' })
    const { session_token, session_id } = await backend.mint()
    const plain = new Browser(system)
    await plain.start(session_token)
    const chosen = await plain.page('authorize', { session_id, provider: 'google', tightening: {} })
    expect(await problem(chosen)).toMatchObject({ code: 'invalid_request', field: 'tightening' })
  })

  test('what the user made tighter holds', async ({ system, delegated, scout, authorized }) => {
    const rules = [{ type: 'rate_limit' as const, requests: 100, seconds: 60 }]
    await authorized(
      { agent_policy: { rules, max_ttl_seconds: 7200 } },
      { only_read: true, ask_each_time: true, ttl_seconds: 3600 },
    )
    const [given] = await delegated()
    expect(JSON.parse(given?.rules ?? '')).toEqual([
      ...rules,
      { type: 'methods_and_paths', name: 'only read', allow: [{ methods: ['GET', 'HEAD', 'OPTIONS'] }] },
      {
        type: 'require_approval',
        name: 'ask me each time',
        methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
        approver: 'user',
      },
    ])
    const url = `${system.provider.google.api}/calendar/v3/calendars/primary/events`
    expect((await scout.backend.call(url)).status).toBe(200)
    const change = await scout.backend.call(url, {}, { method: 'POST', body: '{}' })
    expect(await problem(change)).toMatchObject({
      code: 'policy_violation',
      policy_error: { policy: 'only read' },
    })
    system.pass(3601)
    expect(await problem(await scout.backend.call(url))).toMatchObject({ code: 'no_delegated_grant' })
  })

  test.for<[string, object, object, number]>([
    ['loosened', { only_read: true }, {}, 1],
    ['tightened', {}, { only_read: true }, 0],
  ])(
    'of two tabs the one that comes back counts, whatever the other has %s since',
    async ([_name, first, second, most], { delegated, opened }) => {
      const { browser, id } = await opened()
      async function begin(tightening: object): Promise<string> {
        const answer = await browser.page('authorize', { session_id: id, provider: 'google', tightening })
        return (await json<{ authorization_url: string }>(answer)).authorization_url
      }
      const url = await begin(first)
      await begin(second)
      await browser.send(await browser.consent(url))
      expect(await browser.outcome(id)).toMatchObject({ status: 'completed' })
      const [given] = await delegated()
      expect(JSON.parse(given?.rules ?? '')).toHaveLength(most)
    },
  )

  test('what the user made tighter cannot be loosened in the database on their way', async ({
    system,
    delegated,
    opened,
  }) => {
    const { browser, id } = await opened()
    const tightening = { only_read: true }
    const answer = await browser.page('authorize', { session_id: id, provider: 'google', tightening })
    const { authorization_url } = await json<{ authorization_url: string }>(answer)
    const callback = await browser.consent(authorization_url)
    for (const forged of ['{}', null]) {
      await system.database('update attempts set tightening = ?', forged)
      await browser.send(callback)
      expect(await delegated()).toEqual([])
      // The lease of the callback that failed has ended.
      system.pass(6)
    }
  })

  walletless(
    'without a Wallet nobody could say yes: no page offers to ask each time, and the vault refuses it',
    async ({ backend, delegated, opened }) => {
      const { grant_id } = await connectGoogle(backend)
      const { browser, page, id } = await opened()
      expect(page.agent).toMatchObject({ name: 'scout' })
      expect(page.agent).not.toHaveProperty('can_ask_user')
      for (const [step, body] of [
        ['authorize', { provider: 'google' }],
        ['delegate', { grant_id }],
      ] as const) {
        const answer = await browser.page(step, {
          session_id: id,
          ...body,
          tightening: { ask_each_time: true },
        })
        expect(await problem(answer), step).toMatchObject({
          code: 'invalid_request',
          field: 'tightening.ask_each_time',
          detail: expect.stringContaining('set identity.client_id'),
        })
      }
      expect(await delegated()).toEqual([])
    },
  )

  test('nothing is made looser than the app asks for', async ({ backend, delegated, opened }) => {
    const { browser, id } = await opened({ agent_policy: { max_ttl_seconds: 60 } })
    const tightening = { ttl_seconds: 61 }
    const looser = { session_id: id, provider: 'google', tightening }
    expect(await problem(await browser.page('authorize', looser))).toMatchObject({
      code: 'invalid_request',
      field: 'tightening.ttl_seconds',
    })
    const { grant_id } = await connectGoogle(backend)
    const given = await browser.page('delegate', { session_id: id, grant_id, tightening })
    expect(await problem(given)).toMatchObject({ field: 'tightening.ttl_seconds' })
    expect(await delegated()).toEqual([])
  })

  test('one whose delegation cannot be written leaves no grant and no success', async ({
    system,
    delegated,
    authorized,
  }) => {
    await plant(system, 'insert on delegations for each row', "update grants set status = 'revoked'")
    const outcome = await authorized()
    expect(outcome.status).not.toBe('completed')
    expect(await grantTable(system)).toEqual([])
    expect(await delegated()).toEqual([])
  })

  test('an agent that was deleted while the user was away gets nothing, and no code is redeemed for it', async ({
    system,
    scout,
    opened,
  }) => {
    const { browser, id } = await opened()
    const answer = await browser.page('authorize', { session_id: id, provider: 'google', tightening: {} })
    const { authorization_url } = await json<{ authorization_url: string }>(answer)
    const callback = await browser.consent(authorization_url)
    await scout.revoke()
    await browser.send(callback)
    expect(await browser.outcome(id)).toMatchObject({ status: 'failed', error: 'provider_error' })
    expect(await grantTable(system)).toEqual([])
  })
})

describe('16.3 with an account that the user has', () => {
  test('an agent cannot say yes for its user: the user must authorize at the provider', async ({
    system,
    backend,
    delegated,
    scout,
  }) => {
    const { grant_id } = await connectGoogle(backend)
    const { session_token, session_id } = await scout.backend.mint(GOOGLE)
    // Whoever has the token is the page, and that may be the agent.
    const own = new Browser(system)
    expect((await own.start(session_token)).agent?.accounts).toEqual({})
    const answer = await own.page('delegate', { session_id, grant_id, tightening: {} })
    expect(await problem(answer)).toMatchObject({ status: 400, code: 'invalid_request', field: 'grant_id' })
    expect(await delegated()).toEqual([])
    await system.database('update sessions set asked_by = null')
    expect(await problem(await own.page('delegate', { session_id, grant_id }))).toMatchObject({
      code: 'invalid_token',
    })
    await system.database('update sessions set asked_by = ?', scout.agent.id)
    const sent = await own.page('authorize', { session_id, provider: 'google', tightening: {} })
    const { authorization_url } = await json<{ authorization_url: string }>(sent)
    await own.send(await own.consent(authorization_url))
    expect(await own.outcome(session_id)).toMatchObject({ status: 'completed' })
    expect(await delegated()).toMatchObject([{ grant_id, agent_id: scout.agent.id }])
  })

  test('it is given without the provider: the delegation and the outcome are written together', async ({
    system,
    backend,
    delegated,
    scout,
    opened,
  }) => {
    const { grant_id } = await connectGoogle(backend)
    const asked = system.provider.google.requests.length
    const { browser, id } = await opened()
    const answer = await browser.page('delegate', {
      session_id: id,
      grant_id,
      tightening: { only_read: true },
    })
    expect(await json<PageSession>(answer)).toMatchObject({
      status: 'completed',
      grants: [{ grant_id, operation: 'reauth', delegation: { agent: 'scout' } }],
    })
    expect(system.provider.google.requests).toHaveLength(asked)
    expect(await delegated()).toMatchObject([{ grant_id, agent_id: scout.agent.id }])
    expect((await scout.backend.calendar()).status).toBe(200)
    const again = await browser.page('delegate', { session_id: id, grant_id })
    expect(await problem(again)).toMatchObject({ code: 'session_ended' })
  })

  test('a session of several providers goes on', async ({ backend, opened }) => {
    const { grant_id } = await connectGoogle(backend)
    const { browser, id } = await opened({ allowed_providers: ['google', 'github'] })
    const answer = await browser.page('delegate', {
      session_id: id,
      grant_id,
      tightening: { ttl_seconds: 60 },
    })
    expect(await json<PageSession>(answer)).toMatchObject({
      status: 'open',
      grants: [{ grant_id }],
      agent: { tightening: { ttl_seconds: 60 } },
    })
    const done = await json<PageSession>(await browser.page('complete', { session_id: id }))
    expect(done.status).toBe('completed')
  })

  test('that is another user’s, ended, or not of the session is not given', async ({
    system,
    backend,
    delegated,
    opened,
  }) => {
    const theirs = await connectGoogle(new Backend(system, 'eve'), 'eve@work.example')
    const ended = await connectGoogle(backend, 'ada@home.example')
    await json(await backend.post(`/sdk/grants/${ended.grant_id}/revoke`, {}))
    const mine = await connectGoogle(backend)
    const cases: [CreateSessionRequest, string, object][] = [
      [{}, theirs.grant_id, { status: 404, code: 'grant_not_found' }],
      [{}, 'nothing', { status: 404, code: 'grant_not_found' }],
      [{}, ended.grant_id, { status: 410, code: 'grant_revoked' }],
      [{ allowed_providers: ['github'] }, mine.grant_id, { code: 'invalid_request', field: 'grant_id' }],
      [{ grant_policy: { rules: [] } }, mine.grant_id, { code: 'invalid_request', field: 'grant_id' }],
      [{ grant_id: mine.grant_id }, mine.grant_id, {}],
    ]
    for (const [request, grant_id, expected] of cases.slice(0, -1)) {
      const { browser, id } = await opened(request)
      const answer = await browser.page('delegate', { session_id: id, grant_id })
      expect(await problem(answer), JSON.stringify(request)).toMatchObject(expected)
    }
    const home = await connectGoogle(backend, 'ada@home.example')
    const named = await opened({ grant_id: mine.grant_id })
    expect(named.page.agent?.accounts['google']).toHaveLength(1)
    const other = { session_id: named.id, grant_id: home.grant_id }
    expect(await problem(await named.browser.page('delegate', other))).toMatchObject({
      code: 'account_mismatch',
    })
    expect(await delegated()).toEqual([])
  })

  test('that lacks what the session requires, or holds more than the agent may, is not given', async ({
    system,
    backend,
    agents,
    opened,
  }) => {
    const { grant_id } = await connectGoogle(backend)
    await system.changeGrants('update grants set scopes = \'["openid"]\'')
    const lacking = await opened({ required_scopes: { google: [CALENDAR] } })
    expect(lacking.page.agent?.accounts).toEqual({})
    expect(
      await problem(await lacking.browser.page('delegate', { session_id: lacking.id, grant_id })),
    ).toMatchObject({ code: 'scope_reauth_required', missing_scopes: [CALENDAR] })
    await agents.make({ name: 'narrow', scopes: { google: [CALENDAR] } })
    await system.changeGrants(`update grants set scopes = '["${CALENDAR}","mail"]'`)
    const wide = await opened({ agent: 'narrow' })
    expect(wide.page.agent?.accounts).toEqual({})
    expect(
      await problem(await wide.browser.page('delegate', { session_id: wide.id, grant_id })),
    ).toMatchObject({ code: 'invalid_request', field: 'grant_id' })
  })

  test('is given by the browser of the session alone, and by a session for an agent', async ({
    system,
    backend,
    delegated,
  }) => {
    const { grant_id } = await connectGoogle(backend)
    const { session_token, session_id } = await backend.mint({ ...GOOGLE, agent: 'scout' })
    await new Browser(system).start(session_token)
    const stranger = new Browser(system)
    expect(await problem(await stranger.page('delegate', { session_id, grant_id }))).toMatchObject({
      code: 'session_in_use',
    })
    const byToken = await stranger.page('delegate', { grant_id }, session_token)
    expect(await problem(byToken)).toMatchObject({ code: 'session_in_use' })
    const plain = await backend.mint()
    const browser = new Browser(system)
    await browser.start(plain.session_token)
    const answer = await browser.page('delegate', { session_id: plain.session_id, grant_id })
    expect(await problem(answer)).toMatchObject({ code: 'invalid_request', field: 'session_id' })
    expect(await delegated()).toEqual([])
  })

  test('is given twenty times in one session at most', async ({ backend, opened }) => {
    const { grant_id } = await connectGoogle(backend)
    const { browser, id } = await opened({ allowed_providers: ['google', 'github'] })
    for (let tries = 0; tries < 20; tries += 1) {
      await json(await browser.page('delegate', { session_id: id, grant_id }))
    }
    expect(await problem(await browser.page('delegate', { session_id: id, grant_id }))).toMatchObject({
      code: 'rate_limited',
    })
  })

  test('whose grant ends at this moment is not given', async ({ system, backend, delegated, opened }) => {
    const { grant_id } = await connectGoogle(backend)
    const { browser, id } = await opened()
    await plant(system, 'insert on delegations for each row', "update grants set status = 'revoked'")
    const answer = await browser.page('delegate', { session_id: id, grant_id })
    expect(await problem(answer)).toMatchObject({ code: 'grant_revoked' })
    expect((await browser.outcome(id)).status).toBe('open')
    expect(await delegated()).toEqual([])
  })
})

test('16.3 agent and metadata of a session stand in the audit, with the mint and with what is connected', async ({
  system,
  backend,
  scout,
  opened,
  authorized,
}) => {
  const metadata = { ticket: 'T-1', campaign: 'spring' }
  await authorized({ metadata })
  const { grant_id } = await connectGoogle(backend, 'ada@home.example')
  const { browser, id } = await opened({ metadata })
  await json(await browser.page('delegate', { session_id: id, grant_id }))
  await system.vault.close()
  const rows = await system.database<{ action: string; agent_id: string; delegation_id: string | null }>(
    'select action, agent_id, delegation_id from audit where context = ? order by at, action',
    JSON.stringify(metadata),
  )
  expect(rows.map(({ action }) => action)).toEqual(['mint', 'connect', 'mint', 'delegate'])
  expect(rows.map(({ agent_id }) => agent_id)).toEqual(Array.from({ length: 4 }, () => scout.agent.id))
  expect(rows.map(({ delegation_id }) => delegation_id !== null)).toEqual([false, true, false, true])
})

test('16.3 a session whose agent, limits or consent were rewritten is as if it were not there', async ({
  system,
  backend,
}) => {
  const { session_token, session_id } = await backend.mint({
    ...GOOGLE,
    agent: 'scout',
    agent_policy: { rules: [{ type: 'ttl', seconds: 60 }], max_ttl_seconds: 60 },
    metadata: { ticket: 'T-1' },
  })
  const browser = new Browser(system)
  await browser.start(session_token)
  await browser.page('authorize', { session_id, provider: 'google', tightening: { only_read: true } })
  const columns = {
    agent_id: null,
    asked_by: 'somebody',
    agent_rules: '[]',
    agent_ttl: 9999,
    tightening: '{}',
    metadata: null,
  }
  const [row] = await system.database<Record<string, unknown>>('select * from sessions')
  for (const [column, value] of Object.entries(columns)) {
    await system.database(`update sessions set ${column} = ?`, value)
    const answer = await browser.page('start', { session_id })
    expect(await problem(answer), column).toMatchObject({ code: 'invalid_token' })
    await system.database(`update sessions set ${column} = ?`, row?.[column])
  }
  expect((await browser.outcome(session_id)).status).toBe('authorizing')
})
