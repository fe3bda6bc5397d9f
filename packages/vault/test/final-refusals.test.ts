import { type Grant, type GrantEvent, type GrantPage, HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { plainProvider } from './plain-flow.ts'
import type { PlainServer } from './plain-server.ts'
import { Backend, Browser, json, problem, VAULT } from './system.ts'
import { stopClock } from './stop-clock.ts'

type Answer = ReturnType<PlainServer['answers'][string]>

interface Stage {
  /** By user: what a refresh of theirs is answered instead of tokens. Settable. */
  refusal: Record<string, () => Answer>
  /** What the account document answers but while somebody connects. Settable. */
  account: () => Answer
  isConnecting: boolean
  /** Of access tokens. Seconds. Settable. */
  life: number
  /** Settable. */
  api: () => Answer
  /** By user. */
  grantIds: Map<string, string>
}

/** A plain OAuth 2 server whose refresh tokens name their user; a test says what it answers for each. */
const test = ownVaultTest(({ plainServer, receiver }) => ({
  app: {
    webhook: receiver.webhook,
    providers: { plain: plainProvider(plainServer, { scopes: [] }) },
  },
  vault: { allow_private_network: true },
}))
  .extend('stage', ({ plainServer }): Stage => {
    const stage: Stage = {
      refusal: {},
      account: () => ({ status: 401, body: {} }),
      isConnecting: false,
      life: 60,
      api: () => ({ body: { ok: true } }),
      grantIds: new Map(),
    }
    let issued = 0
    plainServer.answers = {
      '/token': ({ form }) => {
        const user = form.get('refresh_token') ?? form.get('code') ?? ''
        const refused = stage.refusal[user]
        if (form.has('refresh_token') && refused) return refused()
        issued += 1
        const access_token = `${user}.${issued}`
        return { body: { access_token, token_type: 'bearer', expires_in: stage.life, refresh_token: user } }
      },
      '/account': ({ headers }) => {
        const user = /^Bearer (\w+)\./.exec(headers.authorization ?? '')?.[1] ?? ''
        return stage.isConnecting ? { body: { id: user, username: user } } : stage.account()
      },
      '/api': () => stage.api(),
    }
    return stage
  })
  .extend('connect', ({ system, stage }) => {
    return async (user: Backend): Promise<void> => {
      const { session_id, session_token } = await user.mint({ allowed_providers: ['plain'] })
      const browser = new Browser(system)
      await browser.start(session_token)
      const state = new URL(await browser.authorize(session_id, 'plain')).searchParams.get('state') ?? ''
      stage.isConnecting = true
      await browser.send(`/sdk/oauth/callback/plain?code=${user.user}&state=${encodeURIComponent(state)}`)
      stage.isConnecting = false
      const { grants } = await browser.outcome(session_id)
      stage.grantIds.set(user.user, grants[0]?.grant_id ?? '')
    }
  })
  .extend('ada', async ({ system, connect }) => {
    const ada = new Backend(system, 'ada')
    await connect(ada)
    return ada
  })
  .extend('bob', ({ system }) => new Backend(system, 'bob'))
  .extend('ask', ({ system }) => {
    // Asked by the app itself: a user's token does not live for days.
    return (path: string, headers: Record<string, string> = {}): Promise<Response> => {
      return system.vault.fetch(
        new Request(VAULT + path, { headers: { [HEADER.apiKey]: system.apiKey, ...headers } }),
      )
    }
  })
  .extend('use', ({ stage, plainServer, ask }) => {
    return (user: Backend): Promise<Response> => {
      return ask('/sdk/proxy', {
        [HEADER.grant]: stage.grantIds.get(user.user) ?? '',
        [HEADER.url]: `${plainServer.origin}/api`,
      })
    }
  })
  .extend('grantOf', ({ stage, ask }) => {
    return async (user: Backend): Promise<Grant | undefined> => {
      const { grants } = await json<GrantPage>(await ask('/sdk/grants?all=true'))
      return grants.find(({ grant_id }) => grant_id === stage.grantIds.get(user.user))
    }
  })
  .extend('asked', ({ plainServer }) => {
    return (user: Backend): number => {
      return plainServer.requests.filter(({ form }) => form.get('refresh_token') === user.user).length
    }
  })
  .extend('nextOf', ({ receiver }) => {
    return async (type: GrantEvent['type']): Promise<GrantEvent> => {
      for (;;) {
        const event = await receiver.nextEvent()
        if (event.type === type) return event
      }
    }
  })
  .extend('errors', ({ system }) => {
    return (): string[] => {
      return system.log
        .map((line): { level: number; msg: string } => JSON.parse(line))
        .filter(({ level }) => level >= 50)
        .map(({ msg }) => msg)
    }
  })

const DEAD: Record<string, Answer> = {
  'a page with status 500': { status: 500, type: 'text/html', body: '<h1>Server Error (500)</h1>' },
  'a bare 400': { status: 400, type: 'text/plain', body: '' },
  invalid_request: { status: 400, body: { error: 'invalid_request', error_description: 'unknown token' } },
  'access_denied with 403': { status: 403, body: { error: 'access_denied' } },
  'words of its own with 400': { status: 400, body: { message: 'session is over' } },
  'words of its own with 200': { status: 200, body: { code: 10_012, message: 'refresh token is dead' } },
}

/** As much a word for a wrong setting: only others who are refreshed tell which. */
const DEAD_OR_WRONG: Record<string, Answer> = {
  'a bare 401': { status: 401, type: 'text/plain', body: '' },
  'a bare 404': { status: 404, type: 'text/plain', body: '' },
  'a bare 410': { status: 410, type: 'text/plain', body: '' },
  invalid_scope: { status: 400, body: { error: 'invalid_scope' } },
}

const PAGE: Answer = { status: 200, type: 'text/html', body: '<h1>Sign in</h1>' }
const REDIRECT: Answer = { status: 302, type: 'text/html', body: '' }

/** A dead token can get these, and so can a good one in an outage that meets some requests only. */
const FOR_BROWSERS: Record<string, Answer> = {
  'a page instead of tokens': PAGE,
  'a redirect to a sign-in page': REDIRECT,
  'a challenge of a firewall': { status: 403, type: 'text/html; charset=utf-8', body: '<h1>One moment</h1>' },
}

describe('12.20: a refresh that is refused for good', () => {
  test.for<[string, Answer]>([...Object.entries(DEAD), ...Object.entries(DEAD_OR_WRONG)])(
    'with %s ends, where others are served',
    async ([, answer], { system, stage, ada, bob, connect, use, grantOf, asked, nextOf }) => {
      await connect(bob)
      stage.refusal['ada'] = () => answer
      for (let round = 0; round < 3; round += 1) {
        system.pass(61)
        await use(ada)
        expect((await use(bob)).status).toBe(200)
      }
      expect(await problem(await use(ada))).toMatchObject({ status: 410, code: 'credential_revoked' })
      const before = asked(ada)
      system.pass(7200)
      expect(await problem(await use(ada))).toMatchObject({ code: 'credential_revoked' })
      expect(asked(ada)).toBe(before)
      expect(await grantOf(ada)).toMatchObject({
        status: 'broken',
        ended_reason: expect.stringContaining('plain'),
      })
      expect(await grantOf(bob)).toMatchObject({ status: 'active' })
      const reason = expect.stringContaining('plain')
      expect((await nextOf('grant.broken')).data).toMatchObject({ status: 'broken', ended_reason: reason })
    },
  )

  test.for(Object.entries(FOR_BROWSERS))(
    'with %s ends after six hours, where others are served',
    async ([, answer], { system, stage, ada, bob, connect, use, grantOf }) => {
      await connect(bob)
      stage.refusal['ada'] = () => answer
      let rounds = 0
      for (; (await use(ada)).status !== 410 && rounds < 60; rounds += 1) {
        system.pass(600)
        expect((await use(bob)).status).toBe(200)
      }
      expect(rounds).toBeGreaterThanOrEqual(36)
      expect(rounds).toBeLessThan(48)
      expect(await grantOf(ada)).toMatchObject({ status: 'broken' })
      expect(await grantOf(bob)).toMatchObject({ status: 'active' })
    },
  )

  test.for(Object.entries(DEAD))(
    'with %s ends after hours, where there is no other',
    async ([, answer], { system, stage, ada, use, grantOf }) => {
      stage.refusal['ada'] = () => answer
      system.pass(61)
      let rounds = 0
      for (; (await use(ada)).status !== 410 && rounds < 30; rounds += 1) system.pass(1800)
      expect(await grantOf(ada)).toMatchObject({ status: 'broken' })
      expect(rounds).toBeGreaterThanOrEqual(answer.status === 500 ? 12 : 4)
      expect(rounds).toBeLessThan(answer.status === 500 ? 16 : 6)
    },
  )

  test.for(Object.entries(DEAD_OR_WRONG))(
    'with %s ends where others are refreshed and no account document tells',
    async ([, answer], { system, stage, ada, bob, connect, use, grantOf }) => {
      await connect(bob)
      stage.account = () => ({ status: 403, body: {} })
      stage.refusal['ada'] = () => answer
      let rounds = 0
      for (; (await use(ada)).status !== 410 && rounds < 30; rounds += 1) {
        system.pass(600)
        expect((await use(bob)).status).toBe(200)
      }
      expect(await grantOf(ada)).toMatchObject({ status: 'broken' })
      expect(rounds).toBeGreaterThanOrEqual(4)
      expect(rounds).toBeLessThan(12)
    },
  )

  test('with a bare 401 ends where the account document refuses an access token within its life', async ({
    system,
    stage,
    ada,
    connect,
    use,
    grantOf,
  }) => {
    stage.life = 3600
    await connect(ada)
    stage.api = () => ({ status: 401, body: {} })
    stage.refusal['ada'] = () => ({ status: 401, type: 'text/plain', body: '' })
    let rounds = 0
    for (; (await use(ada)).status !== 410 && rounds < 12; rounds += 1) system.pass(200)
    expect(await grantOf(ada)).toMatchObject({ status: 'broken' })
    expect(rounds).toBeGreaterThanOrEqual(4)
  })

  test('is shown in its own words, without what may be a secret', async ({
    system,
    stage,
    ada,
    use,
    grantOf,
  }) => {
    const error_description = `the token ${'x'.repeat(40)} is unknown`
    stage.refusal['ada'] = () => ({ status: 400, body: { error: 'invalid_request', error_description } })
    system.pass(61)
    for (let rounds = 0; (await use(ada)).status !== 410 && rounds < 30; rounds += 1) system.pass(1800)
    const reason = (await grantOf(ada))?.ended_reason
    expect(reason).toBe('plain refused with invalid_request: the token [removed] is unknown')
  })

  test('can be connected again, and counts anew', async ({ system, stage, ada, connect, use, grantOf }) => {
    stage.refusal['ada'] = () => ({ status: 400, body: { error: 'invalid_request' } })
    system.pass(61)
    for (let rounds = 0; (await use(ada)).status !== 410 && rounds < 30; rounds += 1) system.pass(480)
    await connect(ada)
    const grant = await grantOf(ada)
    expect(grant).toMatchObject({ status: 'active' })
    expect(grant).not.toHaveProperty('ended_reason')
    system.pass(61)
    expect(await problem(await use(ada))).toMatchObject({ code: 'provider_unreachable' })
    expect(await grantOf(ada)).toMatchObject({ status: 'active' })
  })

  test('is not asked for with each call', async ({ system, stage, ada, use, asked }) => {
    stopClock()
    stage.refusal['ada'] = () => ({ status: 400, body: { error: 'invalid_request' } })
    system.pass(61)
    for (let call = 0; call < 20; call += 1) {
      expect(await problem(await use(ada))).toMatchObject({ status: 502, code: 'provider_unreachable' })
    }
    expect(asked(ada)).toBe(3)
    const { retry_after = 0 } = await problem(await use(ada))
    expect(30 - retry_after).toBeLessThan(10)
    expect(retry_after).toBeLessThanOrEqual(30)
    delete stage.refusal['ada']
    system.pass(31)
    expect((await use(ada)).status).toBe(200)
  })

  test('is asked for again where the clock was set back, and not when the hour comes once more', async ({
    system,
    stage,
    ada,
    use,
  }) => {
    system.pass(3600)
    stage.refusal['ada'] = () => ({ status: 400, body: { error: 'invalid_request' } })
    for (let call = 0; call < 4; call += 1) await use(ada)
    delete stage.refusal['ada']
    expect(await problem(await use(ada))).toMatchObject({ status: 502, retry_after: expect.any(Number) })
    system.pass(-3000)
    expect((await use(ada)).status).toBe(200)
  })

  test('is tried less and less often, however many others are refreshed', async ({
    system,
    stage,
    ada,
    bob,
    connect,
    use,
    asked,
  }) => {
    await connect(bob)
    stage.account = () => ({ body: { id: 'ada' } })
    stage.refusal['ada'] = () => ({ status: 401, type: 'text/plain', body: '' })
    for (let minute = 0; minute < 45; minute += 1) {
      system.pass(61)
      await use(ada)
      expect((await use(bob)).status).toBe(200)
    }
    expect(asked(ada)).toBeLessThanOrEqual(8)
  })

  test('lives on where the account document takes the token', async ({
    system,
    stage,
    ada,
    use,
    grantOf,
  }) => {
    stage.account = () => ({ body: { id: 'ada' } })
    stage.refusal['ada'] = () => ({ status: 400, body: { error: 'invalid_request' } })
    for (let round = 0; round < 15; round += 1) {
      system.pass(4 * 3600)
      await use(ada)
    }
    expect(await grantOf(ada)).toMatchObject({ status: 'active' })
  })
})

describe('14.4 client secret wrong: a refresh that only the operator can mend', () => {
  const CREDENTIALS = /Compare client_id and client_secret of demo: providers\.plain with/
  test.for<[string, Answer, RegExp]>([
    ['invalid_client', { status: 401, body: { error: 'invalid_client' } }, CREDENTIALS],
    [
      'invalid_request that blames the secret',
      { status: 400, body: { error: 'invalid_request', error_description: 'The client_secret is invalid' } },
      CREDENTIALS,
    ],
    ['a bare 401', { status: 401, type: 'text/plain', body: '' }, CREDENTIALS],
    ['GitHub’s word', { status: 200, body: { error: 'incorrect_client_credentials' } }, CREDENTIALS],
    [
      'unauthorized_client',
      { status: 400, body: { error: 'unauthorized_client' } },
      /Allow refresh tokens \(the grant type refresh_token\) for the client of demo: providers\.plain/,
    ],
    [
      'a page at a moved endpoint',
      { status: 404, type: 'text/html', body: 'Not found' },
      /Compare token_endpoint of demo: providers\.plain/,
    ],
    [
      'a redirect of a moved endpoint',
      { status: 308, headers: { location: '/elsewhere' }, body: '' },
      /Compare token_endpoint of demo: providers\.plain/,
    ],
  ])(
    'that gets %s is final, and the grant works once it is mended',
    async ([, answer, remedy], { system, stage, ada, use, grantOf }) => {
      stage.refusal['ada'] = () => answer
      system.pass(61)
      const lines = system.log.length
      for (let round = 0; round < 4; round += 1) {
        const said = await problem(await use(ada))
        expect(said).toMatchObject({ status: 502, code: 'provider_misconfigured', provider: 'plain' })
        expect(said.detail).toMatch(remedy)
        expect(said.detail).toMatch(/ The token could not be refreshed[.;]/)
        expect(said).not.toHaveProperty('retry_after')
      }
      expect(system.log.slice(lines).find((line) => line.includes('"reason"'))).toMatch(remedy)
      expect(await grantOf(ada)).toMatchObject({ status: 'active' })
      stage.refusal = {}
      system.pass(61)
      expect((await use(ada)).status).toBe(200)
    },
  )

  test('works at once where another account was served since', async ({
    system,
    stage,
    ada,
    bob,
    connect,
    use,
  }) => {
    await connect(bob)
    stage.refusal['ada'] = () => ({ status: 401, body: { error: 'invalid_client' } })
    system.pass(61)
    for (let round = 0; round < 4; round += 1) await use(ada)
    stage.refusal = {}
    expect((await use(bob)).status).toBe(200)
    expect((await use(ada)).status).toBe(200)
  })

  test.for<[string, Answer]>([...Object.entries(DEAD_OR_WRONG), ['a redirect to a sign-in page', REDIRECT]])(
    'that gets %s ends nobody’s grant while no other is refreshed, however long it lasts',
    async ([, answer], { system, stage, ada, use, grantOf, errors }) => {
      stage.refusal['ada'] = () => answer
      for (let round = 0; round < 12; round += 1) {
        system.pass(4 * 3600)
        expect(await problem(await use(ada))).toMatchObject({ code: 'provider_misconfigured' })
      }
      expect(errors().length).toBeGreaterThan(0)
      // Nor does it count when the provider says another thing once.
      stage.refusal['ada'] = () => ({ status: 400, type: 'text/plain', body: '' })
      system.pass(4 * 3600)
      await use(ada)
      expect(await grantOf(ada)).toMatchObject({ status: 'active' })
      stage.refusal = {}
      system.pass(4 * 3600)
      expect((await use(ada)).status).toBe(200)
    },
  )

  test('wrong refresh_endpoint: ends nobody’s grant, though others sign in', async ({
    system,
    stage,
    ada,
    bob,
    connect,
    use,
    grantOf,
  }) => {
    stage.refusal['ada'] = () => ({ status: 404, type: 'text/html', body: 'Not found' })
    for (let round = 0; round < 8; round += 1) {
      system.pass(300)
      expect(await problem(await use(ada))).toMatchObject({ code: 'provider_misconfigured' })
      await connect(bob)
    }
    expect(await grantOf(ada)).toMatchObject({ status: 'active' })
  })
})

describe('12.20: nothing ends', () => {
  test.for(Object.entries(FOR_BROWSERS))(
    'if some get %s for a while, and others are served',
    async ([, answer], { system, stage, ada, bob, connect, use, grantOf }) => {
      await connect(bob)
      stage.refusal['ada'] = () => answer
      system.pass(61)
      for (let round = 0; round < 30; round += 1) {
        await use(ada)
        // Refreshed each time.
        system.pass(61)
        expect((await use(bob)).status).toBe(200)
      }
      expect(await grantOf(ada)).toMatchObject({ status: 'active' })
      // One refusal in words says no more after pages than alone.
      stage.refusal['ada'] = () => ({ status: 400, body: { error: 'invalid_request' } })
      system.pass(3601)
      expect(await problem(await use(ada))).toMatchObject({ status: 502 })
      expect(await grantOf(ada)).toMatchObject({ status: 'active' })
      delete stage.refusal['ada']
      system.pass(3601)
      expect((await use(ada)).status).toBe(200)
    },
  )

  test('if all get a page instead of tokens, however long it lasts, and everything works at once afterwards', async ({
    system,
    stage,
    ada,
    use,
    grantOf,
  }) => {
    stage.refusal['ada'] = () => PAGE
    for (let round = 0; round < 12; round += 1) {
      system.pass(4 * 3600)
      expect(await problem(await use(ada))).toMatchObject({ status: 502, code: 'provider_unreachable' })
    }
    expect(await grantOf(ada)).toMatchObject({ status: 'active' })
    delete stage.refusal['ada']
    expect((await use(ada)).status).toBe(200)
  })

  test.for<[string, Answer]>([
    ...Object.entries(FOR_BROWSERS),
    ['a page of a proxy that lost its way', { status: 404, type: 'text/html', body: 'Not found' }],
  ])(
    'by %s where the API is out of order as well and refuses good tokens',
    async ([, answer], { system, stage, ada, connect, use, grantOf }) => {
      stage.life = 3600
      await connect(ada)
      stage.api = () => ({ status: 401, body: {} })
      stage.refusal['ada'] = () => answer
      for (let round = 0; round < 12; round += 1) {
        system.pass(240)
        await use(ada)
      }
      expect(await grantOf(ada)).toMatchObject({ status: 'active' })
    },
  )

  test('soon, where others get a page instead of tokens', async ({
    system,
    stage,
    ada,
    bob,
    connect,
    use,
    grantOf,
  }) => {
    await connect(bob)
    stage.refusal['ada'] = () => ({ status: 400, body: { error: 'invalid_request' } })
    stage.refusal['bob'] = () => ({ status: 200, type: 'text/html', body: '<h1>Maintenance</h1>' })
    for (let round = 0; round < 6; round += 1) {
      system.pass(200)
      await use(ada)
      await use(bob)
    }
    expect(await grantOf(ada)).toMatchObject({ status: 'active' })
  })

  test.for([502, 503, 504, 429, 521])(
    'in an outage that says %i, however long it lasts',
    async (status, { system, stage, ada, use, grantOf }) => {
      stage.refusal['ada'] = () => ({ status, type: 'text/plain', body: '' })
      for (let round = 0; round < 12; round += 1) {
        system.pass(4 * 3600)
        expect(await problem(await use(ada))).toMatchObject({ status: 502, code: 'provider_unreachable' })
      }
      expect(await grantOf(ada)).toMatchObject({ status: 'active' })
      delete stage.refusal['ada']
      expect((await use(ada)).status).toBe(200)
    },
  )

  test.for<[string, Answer, string]>([
    ['invalid_client', { status: 401, body: { error: 'invalid_client' } }, 'this client'],
    ['unauthorized_client', { status: 400, body: { error: 'unauthorized_client' } }, 'this client'],
    [
      'invalid_request that blames the secret',
      { status: 400, body: { error: 'invalid_request', error_description: 'The client_secret is invalid' } },
      'this client',
    ],
    ['a bare 401 for all', { status: 401, type: 'text/plain', body: '' }, 'all grants alike'],
    ['status 500 for all', { status: 500, type: 'text/html', body: 'Oh' }, 'all grants alike'],
  ])(
    'because of a client that gets %s: the log tells the operator',
    async ([, answer, words], { system, stage, ada, bob, connect, use, grantOf, errors }) => {
      await connect(bob)
      stage.refusal['ada'] = () => answer
      stage.refusal['bob'] = () => answer
      for (let round = 0; round < 12; round += 1) {
        system.pass(4 * 3600)
        await use(ada)
        await use(bob)
      }
      expect(await grantOf(ada)).toMatchObject({ status: 'active' })
      expect(await grantOf(bob)).toMatchObject({ status: 'active' })
      expect(errors().some((line) => line.includes(words))).toBe(true)
      stage.refusal = {}
      system.pass(3601)
      expect((await use(ada)).status).toBe(200)
      expect((await use(bob)).status).toBe(200)
    },
  )
})
