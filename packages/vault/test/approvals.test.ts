import type { RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Approval, HEADER, type Problem, type RequireApprovalRule } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProviderConfig } from '@alter/vault'
import { type Desk, openDesk } from './desk.ts'
import { listen, type LocalServer } from './server.ts'
import { Backend, Browser, connectGoogle, json, problem, startSystem, type System, VAULT } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

interface Received {
  request: string
  headers: NodeJS.Dict<string | string[]>
  body: string
}

let api: LocalServer
let system: System
let backend: Backend
let desk: Desk
/** What the API was asked. */
let received: Received[]
/** What it answers. */
let answer: { status: number; body: string }
/** Stands in for it. */
let instead: RequestListener | undefined
let ahead: number

beforeEach(async () => {
  received = []
  answer = { status: 201, body: '{"id":"event-1"}' }
  instead = undefined
  ahead = 0
  api = await listen(async (request, response) => {
    received.push({
      request: `${request.method} ${request.url}`,
      headers: request.headers,
      body: await text(request),
    })
    if (instead) return instead(request, response)
    response
      .writeHead(answer.status, { 'content-type': 'application/json', 'x-made': 'here' })
      .end(answer.body)
  })
})
afterEach(async () => {
  await desk.close()
  await system.close()
  await api.close()
})

const ASK_USER: RequireApprovalRule = {
  type: 'require_approval',
  methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  approver: 'user',
  name: 'ask before each change',
}

async function start(
  rules: RequireApprovalRule[] = [ASK_USER],
  google: Partial<ProviderConfig> = {},
): Promise<void> {
  system = await startSystem({
    wallet: true,
    google: { policies: rules, api_hosts: [`localhost:${api.port}`], ...google },
    vault: { allow_private_network: true },
  })
  backend = new Backend(system)
  desk = await openDesk(system.config, () => Date.now() + ahead)
  await connectGoogle(backend)
}

function pass(seconds: number): void {
  system.pass(seconds)
  ahead += seconds * 1000
}

interface Asked {
  path?: string
  reason?: string | null
  headers?: Record<string, string>
  init?: RequestInit
  backend?: Backend
}

const BODY = JSON.stringify({ summary: 'Lunch' })

/** A POST that waits for a yes. */
function ask({
  path = '/events?notify=all',
  reason = 'Adds the lunch',
  headers = {},
  init = {},
  backend: by = backend,
}: Asked = {}): Promise<Response> {
  const body = 'body' in init ? init.body : BODY
  return by.call(
    `http://localhost:${api.port}${path}`,
    {
      'content-type': 'application/json',
      ...(typeof body === 'string' && { 'content-length': String(Buffer.byteLength(body)) }),
      ...(reason !== null && { [HEADER.reason]: encodeURIComponent(reason) }),
      ...headers,
    },
    { method: 'POST', body, ...init },
  )
}

/** Asks, and answers the document that names the approval. */
async function required(asked: Asked = {}): Promise<Problem & { approval_id: string }> {
  const response = await ask(asked)
  const document = await problem(response)
  if (response.status !== 202 || document.approval_id === undefined) {
    throw new Error(`${response.status} ${document.code}: ${document.detail}`)
  }
  return { ...document, approval_id: document.approval_id }
}

async function userIds(): Promise<string[]> {
  const rows = await system.database<{ id: string }>("select id from users where subject = 'ada'")
  return rows.map(({ id }) => id)
}

async function sayYes(id: string) {
  return desk.approvals.decide(id, { kind: 'user', users: await userIds() }, { answer: 'yes' })
}

function status(id: string, by = backend): Promise<Response> {
  return by.ask(`/sdk/approvals/${id}`)
}

function result(id: string, wait = 0, by = backend): Promise<Response> {
  return by.ask(`/sdk/approvals/${id}/result?wait=${wait}`)
}

describe('asking', () => {
  test('what the rule covers is answered 202 and not sent; what it does not is sent', async () => {
    await start()
    const response = await ask()
    expect(response.status).toBe(202)
    const document = await problem(response)
    const id = document.approval_id ?? ''
    expect(document).toMatchObject({
      code: 'approval_required',
      approval_url: `${VAULT}/wallet/approvals/${id}`,
      provider: 'google',
    })
    expect(Date.parse(document.expires_at ?? '') - Date.now()).toBeGreaterThan(3_590_000)
    expect(received).toEqual([])
    expect((await backend.call(`http://localhost:${api.port}/events`)).status).toBe(201)
    expect(received.map(({ request }) => request)).toEqual(['GET /events'])
  })

  test('nothing of the request is readable in the database, and no credential is in what is shown', async () => {
    await start()
    await required({ path: '/events?secret=query-of-ada', init: { body: '{"text":"body-of-ada"}' } })
    const dump = await system.databaseDump()
    expect(dump).not.toContain('query-of-ada')
    expect(dump).not.toContain('body-of-ada')
    const [shown] = await desk.approvals.waitingFor(await userIds())
    const whole = await desk.approvals.describeForApprover(shown?.approval_id ?? '', {
      kind: 'user',
      users: await userIds(),
    })
    expect(whole).toMatchObject({
      method: 'POST',
      host: `localhost:${api.port}`,
      path: '/events',
      query: 'secret=query-of-ada',
      body: { kind: 'json', text: '{"text":"body-of-ada"}' },
      reason: 'Adds the lunch',
      rule: 'ask before each change',
    })
    for (const secret of system.secrets) expect(JSON.stringify(whole)).not.toContain(secret)
  })

  test.each([
    ['none', null],
    ['an empty one', ''],
    ['one that nobody can see', '\u200B \u2060'],
  ])('without a reason (%s) a human is not asked', async (_, reason) => {
    await start()
    const response = await ask({ reason })
    expect(response.status).toBe(400)
    expect(await problem(response)).toMatchObject({ code: 'invalid_request', field: HEADER.reason })
  })

  test('a reason that a human would not read to its end is refused', async () => {
    await start()
    expect(await problem(await ask({ reason: 'x'.repeat(501) }))).toMatchObject({
      code: 'invalid_request',
      field: HEADER.reason,
    })
    expect((await ask({ reason: 'x'.repeat(500) })).status).toBe(202)
  })

  test.each([
    ['of a known length', true],
    ['that is streamed', false],
  ])('a body %s over 1 MB is refused, naming the limit', async (_, isKnown) => {
    await start()
    const response = await ask({
      init: isKnown
        ? { body: 'x'.repeat(1_048_577) }
        : {
            body: new Blob(['x'.repeat(1_048_577)]).stream(),
            duplex: 'half',
          },
      headers: { 'content-type': 'text/csv' },
    })
    expect(response.status).toBe(413)
    expect(await problem(response)).toMatchObject({
      code: 'body_too_large',
      detail: expect.stringContaining('1048576 bytes'),
    })
    expect(received).toEqual([])
  })

  test('a body of 1 MB is sent as it was, whether or not its length was known', async () => {
    await start()
    const body = 'x'.repeat(1_048_576)
    for (const init of [{ body }, { body: new Blob([body]).stream(), duplex: 'half' as const }]) {
      const { approval_id } = await required({ init, headers: { 'content-type': 'text/csv' } })
      await sayYes(approval_id)
    }
    expect(received.map((each) => each.body === body)).toEqual([true, true])
  })

  test('what another rule denies is never put to a human, and what counts counts once', async () => {
    await start([ASK_USER, { ...ASK_USER, type: 'require_approval', name: 'second' }])
    await system.close()
    await desk.close()
    system = await startSystem({
      wallet: true,
      app: {
        policies: [
          ASK_USER,
          { type: 'methods_and_paths', allow: [{ paths: ['/events'] }] },
          { type: 'rate_limit', requests: 2, seconds: 3600 },
        ],
      },
      google: { api_hosts: [`localhost:${api.port}`] },
      vault: { allow_private_network: true },
    })
    backend = new Backend(system)
    desk = await openDesk(system.config)
    await connectGoogle(backend)
    expect(await problem(await ask({ path: '/other' }))).toMatchObject({ code: 'policy_violation' })
    const { approval_id } = await required()
    expect(await sayYes(approval_id)).toMatchObject({ status: 'executed' })
    await required()
    expect(await problem(await ask())).toMatchObject({
      code: 'policy_violation',
      policy_error: { type: 'rate_limit' },
    })
    expect(await desk.approvals.waitingFor(await userIds())).toHaveLength(1)
  })

  test.each([
    ['a method in lower case', { init: { method: 'patch' } }],
    ['a method that is none of the usual', { init: { method: 'PURGE' } }],
    [
      'a header that makes it another method',
      { headers: { 'x-http-method-override': 'DELETE' }, init: { method: 'GET', body: null } },
    ],
    ['a query parameter that does', { path: '/events?_method=DELETE', init: { method: 'GET', body: null } }],
  ])('%s is covered too', async (_, asked) => {
    await start()
    expect((await ask(asked)).status).toBe(202)
  })

  test.each([
    '/Mail/SEND',
    '/mail//send',
    '/mail/%73end',
    '/mail/send/',
    '/x/%2e%2e/mail/send',
    '/mail%2Fsend',
    '/mail/send;v=1',
  ])('a path that some server reads as the one named is covered: %s', async (path) => {
    await start([{ type: 'require_approval', paths: ['/mail/send'], approver: 'user' }])
    expect((await ask({ path })).status).toBe(202)
    expect((await ask({ path: '/mail/sent' })).status).toBe(201)
  })

  test('a redirect is not followed to where a yes is needed', async () => {
    await start([{ type: 'require_approval', paths: ['/private'], approver: 'user' }])
    instead = (_, response) => response.writeHead(302, { location: '/private' }).end()
    expect((await backend.call(`http://localhost:${api.port}/public`)).status).toBe(302)
    expect(received.map(({ request }) => request)).toEqual(['GET /public'])
  })

  test('the app’s own grant has no user who could say yes', async () => {
    await start()
    const minted = await backend.mint({ principal: 'app', allowed_providers: ['google'] })
    const outcome = await new Browser(system).connect(minted, { account: 'app@work.example' })
    const response = await system.vault.fetch(
      new Request(`${VAULT}/sdk/proxy`, {
        method: 'POST',
        headers: {
          [HEADER.apiKey]: system.apiKey,
          [HEADER.grant]: outcome.grants[0]?.grant_id ?? '',
          [HEADER.url]: `http://localhost:${api.port}/events`,
          [HEADER.reason]: 'why',
        },
      }),
    )
    expect(await problem(response)).toMatchObject({
      code: 'policy_violation',
      policy_error: { type: 'require_approval' },
    })
  })

  test('one user has at most 50 calls waiting, also where many ask at once', async () => {
    await start()
    for (let count = 0; count < 45; count += 1) await required()
    const asked = await Promise.all(Array.from({ length: 15 }, () => ask()))
    expect(asked.filter((one) => one.status === 202)).toHaveLength(5)
    expect(asked.filter((one) => one.status === 429)).toHaveLength(10)
    const response = await ask()
    expect(response.status).toBe(429)
    expect(await problem(response)).toMatchObject({ code: 'rate_limited', retry_after: 60 })
    const [first] = await desk.approvals.waitingFor(await userIds())
    await desk.approvals.decide(
      first?.approval_id ?? '',
      { kind: 'user', users: await userIds() },
      { answer: 'no' },
    )
    expect((await ask()).status).toBe(202)
  })
})

describe('a yes', () => {
  test('sends exactly what was shown, once, with the token, and the asker gets the answer', async () => {
    await start()
    const { approval_id } = await required({ headers: { 'x-custom': 'kept', [HEADER.pass]: 'x-custom' } })
    expect(await json<Approval>(await status(approval_id))).toMatchObject({
      status: 'pending',
      approver: 'user',
    })
    expect((await result(approval_id)).status).toBe(202)
    expect(await sayYes(approval_id)).toMatchObject({ status: 'executed', response_status: 201 })
    expect(received).toHaveLength(1)
    expect(received[0]).toMatchObject({ request: 'POST /events?notify=all', body: BODY })
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(BODY.length),
      'x-custom': 'kept',
      authorization: expect.stringMatching(/^Bearer /),
    })
    const response = await result(approval_id)
    expect(response.status).toBe(201)
    expect(response.headers.get(HEADER.upstream)).toBe('1')
    expect(response.headers.get('x-made')).toBe('here')
    expect(await response.text()).toBe(answer.body)
    expect(await json<Approval>(await status(approval_id))).toMatchObject({
      status: 'executed',
      response_status: 201,
    })
  })

  test('covers headers that may make it another request, so they are shown: never a credential', async () => {
    await start([ASK_USER], { request_headers: ['x-account'], method_overrides: ['x-verb'] })
    const { approval_id } = await required({
      headers: {
        'x-account': 'somebody-else',
        'x-verb': 'DELETE\u00AD',
        'x-api-token': 'sk-not-for-anybody',
        'content-type': 'text/plain; charset=utf-16',
        'idempotency-key': 'one',
        [HEADER.pass]: 'x-verb, x-api-token',
      },
    })
    const shown = await desk.approvals.describeForApprover(approval_id, {
      kind: 'user',
      users: await userIds(),
    })
    expect(shown.headers?.toSorted((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
      { name: 'content-type', value: 'text/plain; charset=utf-16' },
      { name: 'x-account', value: 'somebody-else' },
      { name: 'x-api-token', value: '•••' },
      { name: 'x-verb', value: 'DELETE\\u00ad' },
    ])
    expect(await sayYes(approval_id)).toMatchObject({ status: 'executed' })
    expect(received[0]?.headers).toMatchObject({
      'x-account': 'somebody-else',
      'x-api-token': 'sk-not-for-anybody',
    })
  })

  test('has no headers to be shown where there are the usual ones alone', async () => {
    await start()
    const { approval_id } = await required()
    const who = { kind: 'user', users: await userIds() } as const
    expect(await desk.approvals.describeForApprover(approval_id, who)).not.toHaveProperty('headers')
  })

  test('is waited for: the poll answers as soon as it is there', async () => {
    await start()
    const { approval_id } = await required()
    const waiting = result(approval_id, 20)
    await sayYes(approval_id)
    const response = await waiting
    expect([response.status, await response.text()]).toEqual([201, answer.body])
  })

  test('is kept for ten minutes, then nothing of it is', async () => {
    await start()
    const { approval_id } = await required({ path: '/events?about=query-of-ada' })
    await sayYes(approval_id)
    pass(601)
    expect(await problem(await result(approval_id))).toMatchObject({ code: 'approval_answer_gone' })
    await desk.approvals.sweep(AbortSignal.timeout(10_000))
    expect(await system.database('select request, answer from approvals where id = ?', approval_id)).toEqual([
      { request: null, answer: null },
    ])
    expect(await json<Approval>(await status(approval_id))).toMatchObject({ status: 'executed' })
  })

  test('an answer over 1 MB is not kept, and it is said that it was sent', async () => {
    await start()
    answer = { status: 200, body: 'x'.repeat(1_048_577) }
    const { approval_id } = await required()
    expect(await sayYes(approval_id)).toMatchObject({ status: 'executed', response_status: 200 })
    expect(await problem(await result(approval_id))).toMatchObject({ code: 'approval_answer_gone' })
  })

  test('a refusal of the token is handed on and not repeated', async () => {
    await start()
    answer = { status: 401, body: '{}' }
    const { approval_id } = await required()
    await sayYes(approval_id)
    expect(received).toHaveLength(1)
    expect((await result(approval_id)).status).toBe(401)
  })

  test('a redirect of it is not followed', async () => {
    await start([{ type: 'require_approval', approver: 'user' }])
    const { approval_id } = await required({ init: { method: 'GET', body: null } })
    instead = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()
    await sayYes(approval_id)
    expect(received.map(({ request }) => request)).toEqual(['GET /events?notify=all'])
    expect((await result(approval_id)).status).toBe(302)
  })

  test('two approvers at once: it is decided once and sent once', async () => {
    await start()
    const { approval_id } = await required()
    const other = await openDesk(system.config)
    const users = await userIds()
    const said = await Promise.allSettled(
      [desk, other, desk, other].map((each) =>
        each.approvals.decide(approval_id, { kind: 'user', users }, { answer: 'yes' }),
      ),
    )
    await other.close()
    expect(said.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    for (const each of said)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'session_ended' })
    expect(received).toHaveLength(1)
  })

  test('what a provider that is not there did not get is said to be unsent', async () => {
    await start()
    const { approval_id } = await required()
    await api.close()
    expect(await sayYes(approval_id)).toMatchObject({ status: 'failed', failure: 'provider_unreachable' })
    expect(await problem(await result(approval_id))).toMatchObject({
      code: 'approval_failed',
      failure: 'provider_unreachable',
    })
    api = await listen(() => undefined)
  })

  test('a provider that breaks off leaves an unknown outcome', async () => {
    await start()
    const { approval_id } = await required()
    instead = (request) => request.socket.destroy()
    expect(await sayYes(approval_id)).toMatchObject({ status: 'failed', failure: 'outcome_unknown' })
    await desk.approvals.goOn(AbortSignal.timeout(10_000))
    expect(received).toHaveLength(1)
  })
})

describe('a no', () => {
  test('is final, with its words for whoever asked', async () => {
    await start()
    const { approval_id } = await required()
    const users = await userIds()
    await desk.approvals.decide(approval_id, { kind: 'user', users }, { answer: 'no', reason: 'Not at noon' })
    expect(await problem(await result(approval_id))).toMatchObject({
      code: 'approval_denied',
      denial_reason: 'Not at noon',
    })
    await expect(sayYes(approval_id)).rejects.toMatchObject({ code: 'session_ended' })
    expect(received).toEqual([])
  })
})

describe('what must never be', () => {
  test('a yes by another user, or by the operator where the user is asked', async () => {
    await start()
    const { approval_id } = await required()
    const eve = new Backend(system, 'eve')
    await eve.grants()
    const others = await system.database<{ id: string }>("select id from users where subject = 'eve'")
    await expect(
      desk.approvals.decide(
        approval_id,
        { kind: 'user', users: others.map(({ id }) => id) },
        { answer: 'yes' },
      ),
    ).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      desk.approvals.decide(approval_id, { kind: 'operator' }, { answer: 'yes' }),
    ).rejects.toMatchObject({ code: 'session_ended' })
    expect(received).toEqual([])
  })

  test('a yes with the app’s own keys', async () => {
    await start()
    const { approval_id } = await required()
    for (const [method, path] of [
      ['POST', `/sdk/approvals/${approval_id}/approve`],
      ['POST', `/sdk/approvals/${approval_id}`],
      ['PATCH', `/sdk/approvals/${approval_id}`],
      ['PUT', `/sdk/approvals/${approval_id}`],
      ['POST', `/wallet/api/approvals/${approval_id}/approve`],
    ] as const) {
      const response = await backend.ask(path, method, {
        headers: { 'x-alter-wallet': '1', origin: VAULT, 'content-type': 'application/json' },
        body: '{"status":"approved"}',
      })
      expect([path, response.status >= 400]).toEqual([path, true])
    }
    expect(await json<Approval>(await status(approval_id))).toMatchObject({ status: 'pending' })
    expect(received).toEqual([])
  })

  test('a yes after its end', async () => {
    await start()
    const { approval_id } = await required()
    pass(3601)
    await expect(sayYes(approval_id)).rejects.toMatchObject({ code: 'session_ended' })
    expect(await problem(await result(approval_id))).toMatchObject({ code: 'approval_expired' })
    await desk.approvals.sweep(AbortSignal.timeout(10_000))
    expect(await json<Approval>(await status(approval_id))).toMatchObject({ status: 'expired' })
    expect(received).toEqual([])
  })

  test('an approval that outlives its grant', async () => {
    await start()
    const { approval_id, grant_id } = await required()
    await backend.post(
      `/sdk/grants/${grant_id}/revoke`,
      {},
      { [HEADER.userToken]: await backend.userToken() },
    )
    await expect(sayYes(approval_id)).rejects.toMatchObject({ code: 'grant_revoked' })
    expect(await json<Approval>(await status(approval_id))).toMatchObject({
      status: 'expired',
      failure: 'grant_revoked',
    })
    // Connected again, it is another permission.
    await connectGoogle(backend)
    await expect(sayYes(approval_id)).rejects.toMatchObject({ code: 'session_ended' })
    expect(received).toEqual([])
  })

  test('an approval that outlives its grant, also where that was connected again before anybody looked', async () => {
    await start()
    const { approval_id, grant_id } = await required()
    const token = { [HEADER.userToken]: await backend.userToken() }
    await backend.post(`/sdk/grants/${grant_id}/revoke`, {}, token)
    const again = await connectGoogle(backend)
    expect(again.grant_id).toBe(grant_id)
    await expect(sayYes(approval_id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await problem(await result(approval_id))).toMatchObject({ status: 404 })
    expect(received).toEqual([])
  })

  test('one that was approved and not begun is not sent once its grant is revoked', async () => {
    await start()
    const { approval_id, grant_id } = await required()
    answer = { status: 200, body: '{}' }
    const users = await userIds()
    await desk.close()
    desk = await openDesk(system.config, () => Date.now() + ahead)
    // A vault that is closing writes the yes and sends nothing.
    const closing = await openDesk(system.config)
    await closing.approvals.close()
    await Promise.all([
      backend.post(`/sdk/grants/${grant_id}/revoke`, {}, { [HEADER.userToken]: await backend.userToken() }),
      closing.approvals
        .decide(approval_id, { kind: 'user', users }, { answer: 'yes' })
        .catch(() => undefined),
    ])
    await closing.close()
    await desk.approvals.goOn(AbortSignal.timeout(10_000))
    await vi.waitFor(async () =>
      expect((await json<Approval>(await status(approval_id))).status).toMatch(/expired|failed/),
    )
    expect(received).toEqual([])
  })

  test('an approval whose user is forgotten', async () => {
    await start()
    const { approval_id } = await required()
    const users = await userIds()
    await backend.ask('/sdk/users/ada', 'DELETE')
    expect(await system.database('select id from approvals')).toEqual([])
    await expect(
      desk.approvals.decide(approval_id, { kind: 'user', users }, { answer: 'yes' }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/not_found|grant_not_found/) })
    expect(received).toEqual([])
  })

  test('an answer read by another caller', async () => {
    await start()
    const { approval_id } = await required()
    await sayYes(approval_id)
    const eve = new Backend(system, 'eve')
    for (const read of [status, (id: string, by: Backend) => result(id, 0, by)]) {
      expect((await read(approval_id, eve)).status).toBe(404)
    }
    // The app without its user is somebody else too.
    const response = await system.vault.fetch(
      new Request(`${VAULT}/sdk/approvals/${approval_id}/result`, {
        headers: { [HEADER.apiKey]: system.apiKey },
      }),
    )
    expect(response.status).toBe(404)
  })

  test.each([
    ['the state', "update approvals set status = 'approved', approved_by = '[\"user\"]' where id = ?"],
    ['the approver', "update approvals set approver = 'operator' where id = ?"],
    ['the user', "update approvals set user_id = 'eve' where id = ?"],
    ['the end', 'update approvals set expires_at = expires_at + 86400000 where id = ?'],
    ['the reason', "update approvals set reason = 'harmless' where id = ?"],
    ['the path', "update approvals set path = '/harmless' where id = ?"],
  ])('a row whose %s was altered', async (_, sql) => {
    await start()
    const { approval_id } = await required()
    await system.database(sql, approval_id)
    await expect(sayYes(approval_id)).rejects.toMatchObject({ code: 'approval_failed' })
    await expect(
      desk.approvals.decide(approval_id, { kind: 'operator' }, { answer: 'yes' }),
    ).rejects.toMatchObject({ code: 'approval_failed' })
    expect((await status(approval_id)).status).toBe(502)
    await desk.approvals.goOn(AbortSignal.timeout(10_000))
    await desk.approvals.sweep(AbortSignal.timeout(10_000))
    expect(received).toEqual([])
  })

  test.each([
    [
      'altered',
      "update approvals set request = replace(request, substr(request, length(request) - 20, 8), 'AAAAAAAA') where id = ?",
      false,
    ],
    ['of another row', '', true],
  ])('a yes that covers another request than the one shown: %s', async (_, sql, isSwapped) => {
    await start()
    const shown = await required({ path: '/harmless' })
    const other = await required({ path: '/harmful' })
    if (isSwapped) {
      const [row] = await system.database<{ request: string }>(
        'select request from approvals where id = ?',
        other.approval_id,
      )
      await system.database('update approvals set request = ? where id = ?', row?.request, shown.approval_id)
    } else await system.database(sql, shown.approval_id)
    await expect(sayYes(shown.approval_id)).rejects.toMatchObject({ code: 'approval_failed' })
    expect(received).toEqual([])
  })
})

describe('rules that change', () => {
  test('what a rule denies by the time of the yes is not sent', async () => {
    await start()
    const { approval_id } = await required()
    await system.changeGrants(
      'update grants set policies = \'[{"type":"methods_and_paths","allow":[{"methods":["GET"]}]}]\'',
    )
    expect(await sayYes(approval_id)).toMatchObject({ status: 'failed', failure: 'policy_violation' })
    expect(received).toEqual([])
  })

  test('where user and operator are asked, both say yes, one after the other', async () => {
    await start([ASK_USER, { type: 'require_approval', approver: 'operator', ttl_seconds: 60 }])
    const document = await required()
    expect(Date.parse(document.expires_at ?? '') - Date.now()).toBeLessThan(60_001)
    expect(await sayYes(document.approval_id)).toMatchObject({ status: 'pending' })
    expect(received).toEqual([])
    const asked = await json<Approval>(await status(document.approval_id))
    expect(asked).toMatchObject({ approver: 'operator', status: 'pending' })
    expect(asked.approval_url).toBeUndefined()
    await expect(sayYes(document.approval_id)).rejects.toMatchObject({ code: 'session_ended' })
    expect(
      await desk.approvals.decide(document.approval_id, { kind: 'operator' }, { answer: 'yes' }),
    ).toMatchObject({ status: 'executed' })
    expect(received).toHaveLength(1)
  })
})
