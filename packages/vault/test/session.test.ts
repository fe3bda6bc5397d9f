import { HEADER, type PageSession, type SessionResult } from '@alter/protocol'
import { expect, vi } from 'vitest'
import { cacheEntries, METRICS_TOKEN } from './cache-entries.ts'
import { vaultTest } from './fixtures.ts'
import {
  Backend,
  Browser,
  connectGoogle,
  grantTable,
  json,
  ORIGIN,
  pollResult,
  pollUntilWoken,
  problem,
  type System,
  VAULT,
} from './system.ts'
import { stopClock } from './stop-clock.ts'

const test = vaultTest()

function cancel(system: System, token: string): Promise<Response> {
  return system.vault.fetch(
    new Request(`${VAULT}/sdk/oauth/connect/session/cancel`, { method: 'POST', body: token }),
  )
}

function askResult(system: System, body: string): Promise<Response> {
  return system.vault.fetch(
    new Request(`${VAULT}/sdk/oauth/connect/session/result`, { method: 'POST', body }),
  )
}

test('the first start binds the session to its browser', async ({ system, backend }) => {
  const { session_token, session_id } = await backend.mint()
  const first = new Browser(system)
  const response = await first.page('start', {}, session_token)
  expect(response.headers.get('set-cookie')).toMatch(
    /^alter_browser_[\w-]+=[\w-]{43}; Max-Age=1800; Path=\/; HttpOnly; SameSite=Lax$/,
  )

  const other = new Browser(system)
  expect(await problem(await other.page('start', {}, session_token))).toMatchObject({
    status: 409,
    code: 'session_in_use',
  })
  expect(await problem(await other.page('authorize', { session_id, provider: 'google' }))).toMatchObject({
    code: 'session_in_use',
  })
  expect(await problem(await other.page('authorize', { provider: 'google' }, session_token))).toMatchObject({
    code: 'session_in_use',
  })
  for (const step of ['complete', 'cancel']) {
    expect(await problem(await other.page(step, { session_id })), step).toMatchObject({
      code: 'session_in_use',
    })
  }
  expect(await problem(await other.page('complete', {}, session_token))).toMatchObject({
    code: 'session_in_use',
  })
  expect(await json<PageSession>(await first.page('start', {}, session_token))).toMatchObject({
    status: 'open',
  })
})

test('of two browsers that start at once one gets the session', async ({ system, backend }) => {
  const { session_token } = await backend.mint()
  const browsers = [new Browser(system), new Browser(system)]
  const answers = await Promise.all(browsers.map((browser) => browser.page('start', {}, session_token)))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  expect(answers.filter(({ headers }) => headers.has('set-cookie'))).toHaveLength(1)
})

test('a provider that the session does not allow is refused', async ({ system, backend }) => {
  const { session_token, session_id } = await backend.mint({ allowed_providers: ['google'] })
  const browser = new Browser(system)
  await browser.start(session_token)
  expect(await problem(await browser.page('authorize', { session_id, provider: 'github' }))).toMatchObject({
    status: 400,
    code: 'invalid_request',
    field: 'provider',
  })
})

test('an expired session refuses Done', async ({ ownSystem: system, ownBackend: backend }) => {
  const { session_token, session_id } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  system.pass(601)
  expect(await problem(await browser.page('complete', { session_id }))).toMatchObject({
    status: 401,
    code: 'session_expired',
  })
})

test('a session is used once', async ({ system, backend }) => {
  const minted = await backend.mint()
  const browser = new Browser(system)
  await browser.connect(minted, { account: 'ada@work.example' })
  expect(await problem(await browser.page('start', {}, minted.session_token))).toMatchObject({
    status: 409,
    code: 'session_ended',
  })
  const { session_id } = minted
  expect(await problem(await browser.page('authorize', { session_id, provider: 'google' }))).toMatchObject({
    code: 'session_ended',
  })
})

test('another site of the same browser cannot speak for the session', async ({ system, backend }) => {
  const { session_token, session_id } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  const body = JSON.stringify({ session_id })
  const forged = await browser.send('/sdk/oauth/connect/session/start', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ORIGIN },
    body,
  })
  expect(await problem(forged)).toMatchObject({ status: 403, code: 'origin_not_allowed' })
  const untyped = await browser.send('/sdk/oauth/connect/session/start', { method: 'POST', body })
  expect(await problem(untyped)).toMatchObject({ code: 'invalid_request' })
})

test('a hint that was cut within a character preselects what is left of it', async ({ system, backend }) => {
  for (const cut of ['Ada \ud83d', '\u0000Ada', '\ud83d\u202E']) {
    const { session_token, session_id } = await backend.mint({ account_hint: cut })
    const browser = new Browser(system)
    await browser.start(session_token)
    const { searchParams } = new URL(await browser.authorize(session_id, 'google'))
    expect(searchParams.get('login_hint')).toBe(cut.includes('Ada') ? 'Ada' : null)
  }
})

test('without a welcome the provider is asked to let the user choose', async ({ system, backend }) => {
  const { session_token, session_id } = await backend.mint({
    allowed_providers: ['google'],
    account_hint: 'ada@work.example',
  })
  const browser = new Browser(system)
  await browser.start(session_token)
  async function ask(welcomed: boolean): Promise<URLSearchParams> {
    const body = { session_id, provider: 'google', ...(welcomed && { welcomed }) }
    const { authorization_url } = await json<{ authorization_url: string }>(
      await browser.page('authorize', body),
    )
    return new URL(authorization_url).searchParams
  }
  const unproven = await ask(false)
  expect(unproven.get('prompt')).toBe('consent select_account')
  expect(unproven.get('login_hint')).toBeNull()
  const proven = await ask(true)
  expect(proven.get('prompt')).toBe('consent')
  expect(proven.get('login_hint')).toBe('ada@work.example')
})

test('cancelled, then the callback: nothing is stored and what was got is revoked', async ({
  ownSystem: system,
  ownBackend: backend,
}) => {
  const { session_token, session_id } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  const callback = await browser.consent(await browser.authorize(session_id))
  expect(await json<SessionResult>(await cancel(system, session_token))).toMatchObject({
    status: 'cancelled',
  })
  expect((await browser.send(callback)).status).toBe(303)
  expect(await browser.outcome(session_id)).toMatchObject({ status: 'cancelled', grants: [] })
  expect(await grantTable(system)).toEqual([])
  expect(system.provider.google.requests).toContainEqual({ method: 'POST', path: '/revoke', status: 200 })
})

test('what a cancelled flow got is not revoked while another grant of the account lives', async ({
  ownSystem: system,
  ownBackend: backend,
}) => {
  await connectGoogle(backend)
  const { session_token, session_id } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  const callback = await browser.consent(await browser.authorize(session_id))
  await cancel(system, session_token)
  await browser.send(callback)
  expect(system.provider.google.requests.filter(({ path }) => path === '/revoke')).toEqual([])
  expect((await backend.calendar()).status).toBe(200)
})

test('a callback is honoured for five minutes after the session, if the authorization began in time', async ({
  ownSystem: system,
  ownBackend: backend,
}) => {
  stopClock()
  const late = await backend.mint()
  const browser = new Browser(system)
  await browser.start(late.session_token)
  system.pass(400)
  const callback = await browser.consent(await browser.authorize(late.session_id))
  system.pass(200 + 290)
  expect(await pollResult(system, late.session_token)).toMatchObject({ status: 'authorizing', expires_in: 0 })
  await browser.send(callback)
  expect(await browser.outcome(late.session_id)).toMatchObject({ status: 'completed' })
})

test('a callback after that stores nothing', async ({ ownSystem: system, ownBackend: backend }) => {
  const tooLate = await backend.mint()
  const browser = new Browser(system)
  await browser.start(tooLate.session_token)
  const callback = await browser.consent(await browser.authorize(tooLate.session_id))
  system.pass(600 + 601)
  await browser.send(callback)
  expect(await browser.outcome(tooLate.session_id)).toMatchObject({
    status: 'expired',
    error: 'session_expired',
  })
  expect(await grantTable(system)).toEqual([])
})

test('session_ttl says how long a session lives', async ({ start }) => {
  const system = await start({ vault: { session_ttl: 5 } })
  const backend = new Backend(system)
  const { session_token, expires_in } = await backend.mint()
  expect(expires_in).toBe(5)
  system.pass(6)
  expect(await pollResult(system, session_token)).toMatchObject({ status: 'expired' })
})

test('a waiting poll is woken by the news, and the newest poll wins', async ({ start }) => {
  const system = await start({ vault: { metrics_token: METRICS_TOKEN } })
  const backend = new Backend(system)
  const { session_token } = await backend.mint()
  const browser = new Browser(system)
  const first = pollUntilWoken(system, session_token)
  // Two polls that are sent at once may reach the database in either order.
  await expect.poll(() => cacheEntries(system)).toMatchObject({ 'waiting polls': 1 })
  const second = pollUntilWoken(system, session_token)
  expect(await first).toMatchObject({ status: 'pending' })
  await browser.start(session_token)
  expect(await second).toMatchObject({ status: 'open', events: [{ event: 'page_loaded' }] })

  const third = pollUntilWoken(system, session_token)
  await cancel(system, session_token)
  expect(await third).toMatchObject({ status: 'cancelled' })
  expect(await pollUntilWoken(system, session_token)).toMatchObject({ status: 'cancelled' })
})

test('what happens between two polls is news to the second', async ({ system, backend }) => {
  const { session_token, session_id } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  await pollResult(system, session_token)
  await browser.authorize(session_id)
  const { status, events } = await pollUntilWoken(system, session_token)
  expect(status).toBe('authorizing')
  expect(events.map(({ event }) => event)).toEqual([
    'page_loaded',
    'provider_selected',
    'authorization_started',
  ])
})

test('closing the vault answers the waiting polls', async ({ start }) => {
  const system = await start({ vault: { metrics_token: METRICS_TOKEN } })
  const { session_token } = await new Backend(system).mint()
  const waiting = pollUntilWoken(system, session_token)
  await expect.poll(() => cacheEntries(system)).toMatchObject({ 'waiting polls': 1 })
  await system.vault.close()
  expect(await waiting).toMatchObject({ status: 'pending' })
})

test('only the session’s origin may read its result', async ({ system, backend }) => {
  const { session_token } = await backend.mint({ allowed_providers: ['google'], allowed_origin: ORIGIN })
  const answer = await askResult(system, session_token)
  expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN)
  expect(answer.headers.get('vary')).toBe('Origin')
  const unknown = await askResult(system, 'nonsense')
  expect(unknown.headers.get('access-control-allow-origin')).toBe('*')
  expect(await problem(unknown)).toMatchObject({ code: 'invalid_token' })
})

test('the backend may ask for the result by session id', async ({ system, backend }) => {
  const { session_id } = await backend.mint()
  function ask(apiKey: string): Promise<Response> {
    return system.vault.fetch(
      new Request(`${VAULT}/sdk/oauth/connect/session/result`, {
        method: 'POST',
        headers: { [HEADER.apiKey]: apiKey },
        body: session_id,
      }),
    )
  }
  expect(await json<SessionResult>(await ask(system.apiKey))).toMatchObject({ session_id, status: 'pending' })
  expect(await problem(await ask('wrong'))).toMatchObject({ code: 'invalid_api_key' })
})

test('a full-page flow returns with the result for the published client', async ({ system, backend }) => {
  const minted = await backend.mint({
    allowed_providers: ['google'],
    allowed_origin: ORIGIN,
    return_url: `${ORIGIN}/settings?tab=1`,
  })
  const account = 'ada@work.example'
  const outcome = await new Browser(system).connect(minted, { account }, { landing: 'result' })
  expect(outcome.delivery).toBe('redirect')
  const landing = new URL(outcome.return_url ?? '')
  expect(landing.origin + landing.pathname).toBe(`${ORIGIN}/settings`)
  expect(Object.fromEntries(landing.searchParams)).toMatchObject({
    tab: '1',
    alter_connect_success: 'true',
    grant_id: outcome.grants[0]?.grant_id,
    provider: 'google',
    account_identifier: 'ada@work.example',
    operation: 'creation',
  })
})

test('a full-page flow of our widget returns with the session id alone, beside what the app had there', async ({
  system,
  backend,
}) => {
  const ownUrl = `${ORIGIN}/settings?q=a%20b&alter_connect_session=old&flag#place`
  const minted = await backend.mint({ allowed_providers: ['google'], return_url: ownUrl })
  const account = 'ada@work.example'
  const { return_url } = await new Browser(system).connect(minted, { account }, { landing: 'session' })
  expect(return_url).toBe(`${ORIGIN}/settings?q=a%20b&flag&alter_connect_session=${minted.session_id}#place`)
})

test('a popup receives its result in the window, though the session has a return URL as well', async ({
  system,
  backend,
}) => {
  const minted = await backend.mint({ allowed_providers: ['google'], return_url: `${ORIGIN}/settings` })
  const outcome = await new Browser(system).connect(minted, { account: 'ada@work.example' })
  expect(outcome).toMatchObject({ status: 'completed', delivery: 'popup', allowed_origin: ORIGIN })
})

test('only the first start says where a flow lands', async ({ system, backend }) => {
  const minted = await backend.mint()
  const browser = new Browser(system)
  await browser.start(minted.session_token)
  expect(await browser.start(minted.session_token, 'result')).toMatchObject({ delivery: 'popup' })
})

test('a polled flow has no return address', async ({ system, backend }) => {
  const minted = await backend.mint({ allowed_providers: ['google'], delivery: 'poll' })
  const started = await new Browser(system).start(minted.session_token, 'result')
  expect(started.delivery).toBe('poll')
})

test('too many attempts end in rate_limited', async ({ system, backend }) => {
  const { session_token, session_id } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  for (let count = 0; count < 20; count += 1) await browser.authorize(session_id)
  expect(await problem(await browser.page('authorize', { session_id, provider: 'google' }))).toMatchObject({
    status: 429,
    code: 'rate_limited',
  })
})

test('a user who has a hundred sessions open gets no more until one expires; others do', async ({
  ownSystem: system,
  ownBackend: backend,
}) => {
  for (let count = 0; count < 100; count += 1) await backend.mint()
  const refused = await backend.tryMint()
  const retryAfter = Number(refused.headers.get('retry-after'))
  expect(retryAfter).toBeGreaterThan(500)
  expect(retryAfter).toBeLessThanOrEqual(600)
  expect(await problem(refused)).toMatchObject({ status: 429, code: 'rate_limited' })
  await new Backend(system, 'eve').mint()
  system.pass(600)
  await backend.mint()
})

async function statuses(backend: Backend, most: number, principal?: 'app'): Promise<number[]> {
  const request = principal ? { principal } : {}
  const answers = await Promise.all(Array.from({ length: most }, () => backend.tryMint(request)))
  return answers.map(({ status }) => status).toSorted((a, b) => a - b)
}

test('W2: cancelled sessions, sessions minted at once and those of the app count as well', async ({
  ownSystem: system,
  ownBackend: backend,
}) => {
  system.config.limits = { sessions_per_user: 6, sessions_per_app: 3 }
  system.vault = await system.secondVault()
  for (let count = 0; count < 2; count += 1) await cancel(system, (await backend.mint()).session_token)
  expect(await statuses(backend, 6)).toEqual([201, 201, 201, 201, 429, 429])
  expect(await statuses(backend, 5, 'app')).toEqual([201, 201, 201, 429, 429])
  expect(await system.database('select id from sessions')).toHaveLength(9)
})

test('W2: a session is forgotten a quarter of an hour after its end, with its attempts', async ({
  ownSystem: system,
  ownBackend: backend,
}) => {
  stopClock()
  const { session_token, session_id } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  await browser.authorize(session_id)
  await cancel(system, session_token)
  system.pass(890)
  expect((await askResult(system, session_token)).status).toBe(200)
  system.pass(20)
  expect(await problem(await askResult(system, session_token))).toMatchObject({ code: 'invalid_token' })
  await system.secondVault()
  await vi.waitFor(async () => {
    expect(await system.database('select id from sessions')).toHaveLength(0)
    expect(await system.database('select state_hash from attempts')).toHaveLength(0)
  })
})

test('W20: an answer that comes long after a short session is refused, and its token reads nothing', async ({
  ownSystem: system,
  ownBackend: backend,
}) => {
  system.config.session_ttl = 60
  system.vault = await system.secondVault()
  const { session_token, session_id } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  const callback = await browser.consent(await browser.authorize(session_id))
  system.pass(300)
  await browser.send(callback)
  expect(await browser.outcome(session_id)).toMatchObject({ status: 'expired', grants: [] })
  expect(await backend.grants()).toEqual([])
  system.pass(1200)
  expect(await problem(await browser.page('start', { session_id }))).toMatchObject({ code: 'invalid_token' })
  expect(await problem(await askResult(system, session_token))).toMatchObject({ code: 'invalid_token' })
})

test('of many attempts at once no more get through', async ({ ownSystem: system, ownBackend: backend }) => {
  const { session_token, session_id } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  for (let count = 0; count < 15; count += 1) await browser.authorize(session_id)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => browser.page('authorize', { session_id, provider: 'google' })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5)
  expect(await system.database('select state_hash from attempts')).toHaveLength(20)
})

test('a grant may be given a time to live', async ({ ownSystem: system, ownBackend: backend }) => {
  const minted = await backend.mint({
    allowed_providers: ['google'],
    grant_policy: { max_ttl_seconds: 60, default_ttl_seconds: 600 },
  })
  const outcome = await new Browser(system).connect(minted, { account: 'ada@work.example' })
  expect((await backend.calendar()).status).toBe(200)
  system.pass(61)
  expect(await problem(await backend.calendar())).toMatchObject({
    status: 410,
    code: 'grant_expired',
    grant_id: outcome.grants[0]?.grant_id,
  })
  expect(await backend.grants()).toMatchObject([{ status: 'expired' }])
})

test('a grant of the app itself is used by its id', async ({ ownSystem: system, ownBackend: backend }) => {
  const minted = await backend.mint({ principal: 'app', allowed_providers: ['google'] })
  const browser = new Browser(system)
  const outcome = await browser.connect(minted, { account: 'ada@work.example' })
  expect(outcome.user_label).toBe('Daybreak')
  function asApp(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return system.vault.fetch(
      new Request(VAULT + path, { headers: { [HEADER.apiKey]: system.apiKey, ...headers } }),
    )
  }
  const [connection] = outcome.grants
  const url = `${system.provider.google.api}/calendar/v3/calendars/primary/events`
  const use = await asApp('/sdk/proxy', { [HEADER.url]: url, [HEADER.grant]: connection?.grant_id ?? '' })
  expect(use.status).toBe(200)
  expect(
    await problem(await asApp('/sdk/proxy', { [HEADER.url]: url, [HEADER.provider]: 'google' })),
  ).toMatchObject({ code: 'user_token_required' })
  expect(await problem(await asApp('/sdk/grants'))).toMatchObject({ code: 'user_token_required' })
  expect(await json(await asApp('/sdk/grants?all=true'))).toMatchObject({ total: 1 })
  expect(await backend.grants()).toEqual([])
})

test('W22: each session has a cookie of its own, whatever cookies the browser brings', async ({
  system,
  backend,
}) => {
  const browser = new Browser(system)
  const sessions = [await backend.mint(), await backend.mint()]
  for (const { session_id, session_token } of sessions) {
    browser.cookies.set(`alter_browser_${session_id}`, 'a'.repeat(43))
    browser.cookies.set('alter_browser', 'a'.repeat(43))
    const started = await browser.page('start', {}, session_token)
    expect(started.headers.get('set-cookie')).toContain(`alter_browser_${session_id}=`)
  }
  expect(new Set(browser.cookies.values()).size).toBe(3)
  const planter = new Browser(system)
  for (const { session_id } of sessions) {
    expect(await browser.outcome(session_id)).toMatchObject({ status: 'open' })
    planter.cookies.set(`alter_browser_${session_id}`, 'a'.repeat(43))
    expect(await problem(await planter.page('start', { session_id }))).toMatchObject({
      code: 'session_in_use',
    })
  }
})
