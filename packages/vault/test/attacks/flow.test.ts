import { createHash } from 'node:crypto'
import type { AuthorizeResponse, PageSession } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { vaultTest } from '../fixtures.ts'
import { Backend, Browser, grantTable, json, ORIGIN, problem, VAULT } from '../system.ts'

/** Eve is the attacker: she has an account of the app, and a server of her own. Ada is who she is after. */
const test = vaultTest(({ plainServer }) => ({
  vault: { allow_private_network: true },
  also: (app) => {
    app.providers['evil'] = {
      client_id: 'of-evil',
      client_secret: 'of-evil',
      authorization_endpoint: `${plainServer.origin}/authorize`,
      token_endpoint: `${plainServer.origin}/token`,
      userinfo_endpoint: `${plainServer.origin}/account`,
    }
    return []
  },
}))
  .extend('eve', { auto: true }, ({ plainServer }) => {
    plainServer.requests = []
    plainServer.answers = {
      '/token': () => ({ body: { access_token: 'of-eve', token_type: 'bearer' } }),
      '/account': () => ({ body: { id: 'eve', email: 'eve@evil.example' } }),
    }
    return plainServer
  })
  .extend('ada', ({ backend }) => backend)
  .extend('attacker', ({ system, user }) => new Backend(system, `eve-${user}`))
  // Codes that were exchanged at Google in this test.
  .extend('exchanges', ({ system }) => {
    function all(): number {
      return system.provider.google.requests.filter(({ path }) => path === '/token').length
    }
    const before = all()
    return (): number => all() - before
  })
  // Grants that were made in this test, whoever's they are.
  .extend('grantsMade', async ({ system }) => {
    const before = new Set((await grantTable(system)).map(({ id }) => id))
    return async () => (await grantTable(system)).filter(({ id }) => !before.has(id))
  })
  .extend('begin', ({ system }) => {
    return async (backend: Backend, provider = 'google'): Promise<Flow> => {
      const { session_token, session_id } = await backend.mint({ allowed_providers: [provider] })
      const browser = new Browser(system)
      await browser.start(session_token)
      const authorizationUrl = await browser.authorize(session_id, provider)
      return { browser, session: session_id, token: session_token, authorizationUrl }
    }
  })

interface Flow {
  browser: Browser
  session: string
  token: string
  authorizationUrl: string
}

function stateOf(url: string): string {
  return new URL(url).searchParams.get('state') ?? ''
}

test('a forged callback: neither an unknown state nor another’s code connects anything', async ({
  system,
  ada,
  attacker,
  grantsMade,
  begin,
}) => {
  const mine = await begin(ada)
  const hers = await begin(attacker)
  const callback = await hers.browser.consent(hers.authorizationUrl, { account: 'eve@evil.example' })
  const code = new URL(callback).searchParams.get('code') ?? ''
  // Her code into Ada's flow: PKCE binds a code to the flow that asked for it.
  const injected = new URL(`${VAULT}/sdk/oauth/callback/google`)
  injected.searchParams.set('code', code)
  injected.searchParams.set('state', stateOf(mine.authorizationUrl))
  injected.searchParams.set('iss', system.provider.google.issuer)
  await mine.browser.send(injected.href)
  expect(await mine.browser.outcome(mine.session)).toMatchObject({
    status: 'failed',
    error: 'provider_error',
  })
  for (const state of ['', 'x', 'x'.repeat(10_000), createHash('sha256').update('x').digest('base64url')]) {
    const forged = await mine.browser.send(`/sdk/oauth/callback/google?code=x&state=${state}`)
    expect(forged.status).toBe(400)
  }
  expect(await grantsMade()).toEqual([])
})

test('each authorization request is different', async ({ ada, begin }) => {
  const requests = [await begin(ada), await begin(ada)].map(
    ({ authorizationUrl }) => new URL(authorizationUrl).searchParams,
  )
  for (const name of ['state', 'nonce', 'code_challenge']) {
    const [one, two] = requests.map((query) => query.get(name))
    expect(one, name).toMatch(/^[\w-]{43}$/)
    expect(two, name).not.toBe(one)
  }
})

test('a replayed callback is not used again', async ({ ada, exchanges, grantsMade, begin }) => {
  const { browser, authorizationUrl } = await begin(ada)
  const callback = await browser.consent(authorizationUrl)
  await Promise.all([browser.send(callback), browser.send(callback), browser.send(callback)])
  expect(exchanges()).toBe(1)
  await browser.send(callback)
  expect(exchanges()).toBe(1)
  expect(await grantsMade()).toHaveLength(1)
})

test('a parameter that comes twice is refused', async ({ ada, exchanges, begin }) => {
  const { browser, session, authorizationUrl } = await begin(ada)
  const callback = new URL(await browser.consent(authorizationUrl))
  callback.searchParams.append('code', 'another')
  await browser.send(callback.href)
  expect(await browser.outcome(session)).toMatchObject({ status: 'failed' })
  expect(exchanges()).toBe(0)
})

describe('mix-up', () => {
  test('a code of Google’s is not taken to the attacker’s server', async ({ eve, ada, begin }) => {
    // Ada begins with the evil provider, which sends her on to Google with a state of its own flow.
    const { browser, session, authorizationUrl } = await begin(ada, 'evil')
    const honest = await begin(ada)
    const callback = new URL(await honest.browser.consent(honest.authorizationUrl))
    callback.searchParams.set('state', stateOf(authorizationUrl))
    // RFC 9700 §4.4: each provider has a redirect URI of its own, and Google knows only its own.
    await browser.send(callback.href)
    expect(eve.requests).toEqual([])
    expect(await browser.outcome(session)).toMatchObject({ status: 'authorizing' })
  })

  test('an answer in the name of another issuer is refused', async ({ eve, ada, exchanges, begin }) => {
    const { browser, session, authorizationUrl } = await begin(ada)
    const callback = new URL(await browser.consent(authorizationUrl))
    callback.searchParams.set('iss', eve.origin)
    await browser.send(callback.href)
    expect(await browser.outcome(session)).toMatchObject({ status: 'failed', error: 'provider_error' })
    expect(exchanges()).toBe(0)
  })
})

describe('session fixation', () => {
  test('a link begun by the attacker and finished by the victim connects nothing', async ({
    system,
    ada,
    attacker,
    exchanges,
    begin,
  }) => {
    const hers = await begin(attacker)
    const victim = new Browser(system)
    // The victim's own browser has a cookie of its own, from flows of before.
    await victim.start((await ada.mint()).session_token)
    const callback = await victim.consent(hers.authorizationUrl)
    expect((await victim.send(callback)).status).toBe(400)
    expect(exchanges()).toBe(0)
    expect(await hers.browser.outcome(hers.session)).toMatchObject({ status: 'authorizing', grants: [] })
  })

  test('a link sent to the victim names its user, and makes the provider ask', async ({
    system,
    attacker,
  }) => {
    const { session_token, session_id } = await attacker.mint()
    const victim = new Browser(system)
    expect(await victim.start(session_token)).toMatchObject({
      app: { name: 'Daybreak' },
      user_label: `${attacker.user}@app.example`,
    })
    const { searchParams } = new URL(await victim.authorize(session_id))
    expect(searchParams.get('prompt')).toContain('select_account')
    expect(searchParams.get('prompt')).toContain('consent')
    // And the attacker, who has the token, cannot join in: the session is the victim's browser's.
    const joined = await new Browser(system).page('start', {}, session_token)
    expect(await problem(joined)).toMatchObject({ code: 'session_in_use' })
  })

  test('a link sent to the victim makes a provider ask that would not by itself', async ({
    system,
    attacker,
  }) => {
    const { session_token, session_id } = await attacker.mint({
      allowed_providers: ['evil'],
      account_hint: 'eve@evil.example',
    })
    const victim = new Browser(system)
    await victim.start(session_token)
    async function query(body: object): Promise<URLSearchParams> {
      const answer = await victim.page('authorize', { session_id, provider: 'evil', ...body })
      return new URL((await json<AuthorizeResponse>(answer)).authorization_url).searchParams
    }
    const unproven = await query({})
    expect(unproven.get('prompt')).toBe('login consent')
    expect(unproven.get('login_hint')).toBeNull()
    const proven = await query({ welcomed: true })
    expect(proven.get('prompt')).toBeNull()
    expect(proven.get('login_hint')).toBe('eve@evil.example')
  })

  test('a cookie that the attacker planted is not accepted', async ({ system, ada }) => {
    const victim = new Browser(system)
    for (const planted of ['x', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}%`]) {
      const { session_token, session_id } = await ada.mint()
      victim.cookies.set(`alter_browser_${session_id}`, planted)
      const started = await victim.page('start', {}, session_token)
      expect(started.headers.get('set-cookie')).toMatch(/^alter_browser_[\w-]+=[\w-]{43};/)
    }
  })

  test('the attacker’s page cannot speak for the victim’s browser', async ({ ada, begin }) => {
    const { browser, session } = await begin(ada)
    for (const step of ['start', 'authorize', 'complete', 'cancel']) {
      const forged = await browser.send(`/sdk/oauth/connect/session/${step}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
        body: JSON.stringify({ session_id: session, ...(step === 'authorize' && { provider: 'google' }) }),
      })
      expect(await problem(forged), step).toMatchObject({ status: 403, code: 'origin_not_allowed' })
    }
  })
})

test('open redirect: a flow lands at a registered origin only', async ({ ada }) => {
  const elsewhere = [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    'https:evil.example',
    `${ORIGIN}@evil.example/`,
    `${ORIGIN}.evil.example/`,
    'http://user:secret@app.localhost:4400/',
    'http://app.localhost:4401/',
    'https://app.localhost:4400/',
    'javascript:alert(document.domain)//http://app.localhost:4400',
    'data:text/html,x',
    'http://app.localhost:4400\u0000.evil.example/',
  ]
  for (const return_url of elsewhere) {
    expect(await problem(await ada.tryMint({ return_url })), return_url).toMatchObject({
      code: 'invalid_request',
      field: 'return_url',
    })
  }
})

test('open redirect: the callback leads nowhere but to the vault’s own page', async ({ ada, begin }) => {
  const { browser, session, authorizationUrl } = await begin(ada)
  const callback = new URL(await browser.consent(authorizationUrl))
  for (const name of ['redirect_uri', 'return_url', 'next', 'location']) {
    callback.searchParams.set(name, 'https://evil.example/')
  }
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
  const landed = await browser.send(callback.href, { headers })
  expect(landed.headers.get('location')).toBe(`${VAULT}/sdk/oauth/connect#outcome=${session}`)
  expect(await browser.outcome(session)).toMatchObject({ status: 'completed' } satisfies Partial<PageSession>)
})

test('clickjacking: no page may be framed, and none runs a script of its own', async ({ ada, begin }) => {
  const { browser, authorizationUrl } = await begin(ada)
  const pages = [
    await browser.send('/sdk/oauth/connect'),
    await browser.send('/sdk/oauth/callback/google?state=x'),
    await browser.send(await browser.consent(authorizationUrl)),
  ]
  for (const page of pages.slice(0, 2)) {
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("base-uri 'none'")
    expect(policy).not.toContain('unsafe-inline')
    expect(policy).not.toContain('unsafe-eval')
  }
  expect(await pages[2]?.text()).toBe('')
})

describe('token in logs', () => {
  test('a provider that repeats codes and tokens in its errors', async ({ system, eve, ada, begin }) => {
    const secrets = [
      '4/0AeaYSHBcode-of-the-flow_x',
      'ya29.a0AfH6SMAccessTokenOfAda-x',
      '1//0gRefreshTokenOfAda_123',
    ]
    eve.answers['/token'] = ({ form }) => ({
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: `code ${form.get('code')} verifier ${form.get('code_verifier')} tokens ${secrets.join(' ')}`,
      },
    })
    const { browser, session, authorizationUrl } = await begin(ada, 'evil')
    const code = secrets[0] ?? ''
    const query = new URLSearchParams({ code, state: stateOf(authorizationUrl) })
    await browser.send(`/sdk/oauth/callback/evil?${query.toString()}`)
    const verifier = eve.last('/token').form.get('code_verifier') ?? 'none'
    const { error_description } = await browser.outcome(session)
    expect(error_description).toContain('invalid_request')
    for (const secret of [...secrets, verifier, stateOf(authorizationUrl)]) {
      expect(system.log.join(''), secret).not.toContain(secret)
      expect(error_description, secret).not.toContain(secret)
    }
  })

  test.for<[string, unknown]>([
    ['short, and no JSON', 'at: of-eve-x'],
    ['of a token that no header can carry', { access_token: 'of-eve-x\n', token_type: 'bearer' }],
    [
      'of a token with a line of its own',
      { access_token: 'of-eve-x\r\nx-injected: 1', token_type: 'bearer' },
    ],
  ])('a token response %s', async ([, body], { system, eve, ada, begin }) => {
    eve.answers['/token'] = () => ({ body })
    const { browser, session, authorizationUrl } = await begin(ada, 'evil')
    const query = new URLSearchParams({ code: 'x', state: stateOf(authorizationUrl) })
    await browser.send(`/sdk/oauth/callback/evil?${query.toString()}`)
    expect(await browser.outcome(session)).toMatchObject({ status: 'failed', error: 'provider_error' })
    expect(system.log.join('')).not.toContain('of-eve')
  })

  test('an error of a callback is the provider’s words, without what may be a token', async ({
    system,
    ada,
    begin,
  }) => {
    const { browser, session, authorizationUrl } = await begin(ada, 'evil')
    const query = new URLSearchParams({
      error: 'server_error',
      error_description: 'about Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.x\r\nand a line',
      state: stateOf(authorizationUrl),
    })
    await browser.send(`/sdk/oauth/callback/evil?${query.toString()}`)
    const { error_description } = await browser.outcome(session)
    expect(error_description).toBe('evil refused with server_error: about Bearer [removed] and a line')
    expect(system.log.join('')).not.toContain('eyJhbGciOiJIUzI1NiJ9')
  })

  test('an error of a callback that goes on and on is cut', async ({ ada, begin }) => {
    const { browser, session, authorizationUrl } = await begin(ada, 'evil')
    const query = new URLSearchParams({
      error: 'server_error',
      error_description: 'word '.repeat(1000),
      state: stateOf(authorizationUrl),
    })
    await browser.send(`/sdk/oauth/callback/evil?${query.toString()}`)
    const { error_description } = await browser.outcome(session)
    expect(error_description?.length).toBeLessThan(300)
  })
})
