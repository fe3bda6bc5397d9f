import type { RequestListener } from 'node:http'
import {
  type Approval,
  HEADER,
  type Problem,
  type RequireApprovalRule,
  type WalletApprovalBody,
} from '@alter/protocol'
import { describe, expect, vi } from 'vitest'
import { ownVaultTest, type Servers, vaultTest, type VaultTest } from './fixtures.ts'
import type { ProviderConfig } from '@alter/vault'
import { contentOf } from '../src/approvals/shown.ts'
import { headersOf } from '../src/approvals/shown-headers.ts'
import { visible } from '../src/approvals/visible.ts'
import { printableLabel } from '../src/label.ts'
import { cacheEntries, METRICS_TOKEN } from './cache-entries.ts'
import { openDesk } from './desk.ts'
import { Backend, Browser, connectGoogle, json, problem, type SystemOptions, VAULT } from './system.ts'

const ASK_USER: RequireApprovalRule = {
  type: 'require_approval',
  methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  approver: 'user',
  name: 'ask before each change',
}

/** What the API answers, if a test says nothing else. */
const ANSWER = '{"id":"event-1"}'

function answering(status: number, body: string): RequestListener {
  return (request, response) => {
    const headers = { 'content-type': 'application/json', 'x-made': 'here' }
    request.on('end', () => response.writeHead(status, headers).end(body))
  }
}

/** A user who has connected, and a vault at which they say yes and no. */
const test = withDesk(vaultTest(asking([ASK_USER])))
const alone = withDesk(ownVaultTest(asking([ASK_USER])))
const askedAlways = withDesk(vaultTest(asking([{ type: 'require_approval', approver: 'user' }])))
const askedTwice = withDesk(
  vaultTest(asking([ASK_USER, { type: 'require_approval', approver: 'operator', ttl_seconds: 60 }])),
)
const sendingMail = withDesk(
  vaultTest(asking([{ type: 'require_approval', paths: ['/mail/send'], approver: 'user' }])),
)
const shielded = withDesk(
  vaultTest(asking([{ type: 'require_approval', paths: ['/private'], approver: 'user' }])),
)
const headed = withDesk(
  vaultTest(asking([ASK_USER], { request_headers: ['x-account'], method_overrides: ['x-verb'] })),
)
const limited = withDesk(
  vaultTest((servers) => ({
    ...asking([])(servers),
    app: {
      policies: [
        ASK_USER,
        { type: 'methods_and_paths', allow: [{ paths: ['/events'] }] },
        { type: 'rate_limit', requests: 2, seconds: 3600 },
      ],
    },
  })),
)

function asking(policies: RequireApprovalRule[], google: ProviderConfig = {}) {
  return ({ apiServer }: Servers): SystemOptions => ({
    wallet: true,
    google: { policies, api_hosts: [apiServer.host], ...google },
    vault: { allow_private_network: true, metrics_token: METRICS_TOKEN },
  })
}

function withDesk(base: VaultTest) {
  return base
    .extend('api', ({ apiServer }) => {
      apiServer.reset()
      apiServer.answer = answering(201, ANSWER)
      return apiServer
    })
    .extend('backend', async ({ system, user }) => {
      const backend = new Backend(system, user)
      await connectGoogle(backend)
      return backend
    })
    .extend('desk', async ({ system }, { onCleanup }) => {
      const desk = await openDesk(system.config, system.now)
      onCleanup(() => desk.close())
      return desk
    })
    .extend('ask', ({ backend, api }) => {
      // A POST that waits for a yes.
      return ({
        path = '/events?notify=all',
        reason = 'Adds the lunch',
        headers = {},
        init = {},
        backend: by = backend,
      }: Asked = {}): Promise<Response> => {
        const body = 'body' in init ? init.body : BODY
        return by.call(
          `${api.origin}${path}`,
          {
            'content-type': 'application/json',
            ...(typeof body === 'string' && { 'content-length': String(Buffer.byteLength(body)) }),
            ...(reason !== null && { [HEADER.reason]: encodeURIComponent(reason) }),
            ...headers,
          },
          { method: 'POST', body, ...init },
        )
      }
    })
    .extend('required', ({ ask }) => {
      // Asks, and answers the document that names the approval.
      return async (asked: Asked = {}): Promise<Problem & { approval_id: string }> => {
        const response = await ask(asked)
        const document = await problem(response)
        if (response.status !== 202 || document.approval_id === undefined) {
          throw new Error(`${response.status} ${document.code}: ${document.detail}`)
        }
        return { ...document, approval_id: document.approval_id }
      }
    })
    .extend('userIds', ({ system, backend }) => {
      return async (): Promise<string[]> => {
        const rows = await system.database<{ id: string }>(
          'select id from users where subject = ?',
          backend.user,
        )
        return rows.map(({ id }) => id)
      }
    })
    .extend('sayYes', ({ desk, userIds }) => {
      return async (id: string) => {
        return desk.approvals.decide(id, { kind: 'user', users: await userIds() }, { answer: 'yes' })
      }
    })
    .extend('status', ({ backend }) => {
      return (id: string, by = backend): Promise<Response> => {
        return by.ask(`/sdk/approvals/${id}`)
      }
    })
    .extend('result', ({ backend }) => {
      return (id: string, wait = 0, by = backend): Promise<Response> => {
        return by.ask(`/sdk/approvals/${id}/result?wait=${wait}`)
      }
    })
}

interface Asked {
  path?: string
  reason?: string | null
  headers?: Record<string, string>
  init?: RequestInit
  backend?: Backend
}

const BODY = JSON.stringify({ summary: 'Lunch' })

describe('16.5 asking', () => {
  test('a covered call is answered 202 and not sent; any other call is sent', async ({
    backend,
    api,
    ask,
  }) => {
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
    expect(api.arrivals).toEqual([])
    expect((await backend.call(`${api.origin}/events`)).status).toBe(201)
    expect(api.arrivals.map(({ request }) => request)).toEqual(['GET /events'])
  })

  test('nothing of the request is readable in the database, and no credential is in what is shown', async ({
    system,
    desk,
    api,
    required,
    userIds,
  }) => {
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
      host: api.host,
      path: '/events',
      query: 'secret=query-of-ada',
      body: { kind: 'json', text: '{"text":"body-of-ada"}' },
      reason: 'Adds the lunch',
      rule: 'ask before each change',
    })
    for (const secret of system.secrets) expect(JSON.stringify(whole)).not.toContain(secret)
  })

  test.for<[string, string | null]>([
    ['none', null],
    ['an empty one', ''],
    ['one that nobody can see', '\u200B \u2060'],
  ])('without a reason (%s) a human is not asked', async ([, reason], { ask }) => {
    const response = await ask({ reason })
    expect(response.status).toBe(400)
    expect(await problem(response)).toMatchObject({ code: 'invalid_request', field: HEADER.reason })
  })

  test('a reason that a human would not read to its end is refused', async ({ ask }) => {
    expect(await problem(await ask({ reason: 'x'.repeat(501) }))).toMatchObject({
      code: 'invalid_request',
      field: HEADER.reason,
    })
    expect((await ask({ reason: 'x'.repeat(500) })).status).toBe(202)
  })

  test.for<[string, boolean]>([
    ['of a known length', true],
    ['that is streamed', false],
  ])('a body %s over 1 MB is refused, naming the limit', async ([, isKnown], { api, ask }) => {
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
    expect(api.arrivals).toEqual([])
  })

  test('a body of 1 MB is sent as it was, whether or not its length was known', async ({
    api,
    required,
    sayYes,
  }) => {
    const body = 'x'.repeat(1_048_576)
    for (const init of [{ body }, { body: new Blob([body]).stream(), duplex: 'half' as const }]) {
      const { approval_id } = await required({ init, headers: { 'content-type': 'text/csv' } })
      await sayYes(approval_id)
    }
    // On a busy machine the decision is answered before the request has arrived.
    await vi.waitFor(() => expect(api.arrivals.map((each) => each.body === body)).toEqual([true, true]))
  })

  limited(
    'no human is asked about a call that another rule denies, and each call counts once',
    async ({ desk, ask, required, userIds, sayYes }) => {
      expect(await problem(await ask({ path: '/other' }))).toMatchObject({ code: 'policy_violation' })
      const { approval_id } = await required()
      expect(await sayYes(approval_id)).toMatchObject({ status: 'executed' })
      await required()
      expect(await problem(await ask())).toMatchObject({
        code: 'policy_violation',
        policy_error: { type: 'rate_limit' },
      })
      expect(await desk.approvals.waitingFor(await userIds())).toHaveLength(1)
    },
  )

  test.for<[string, Asked]>([
    ['a method in lower case', { init: { method: 'patch' } }],
    ['a method that is none of the usual', { init: { method: 'PURGE' } }],
    [
      'a header that makes it another method',
      { headers: { 'x-http-method-override': 'DELETE' }, init: { method: 'GET', body: null } },
    ],
    ['a query parameter that does', { path: '/events?_method=DELETE', init: { method: 'GET', body: null } }],
  ])('%s is covered too', async ([, asked], { ask }) => {
    expect((await ask(asked)).status).toBe(202)
  })

  sendingMail.for([
    '/Mail/SEND',
    '/mail//send',
    '/mail/%73end',
    '/mail/send/',
    '/x/%2e%2e/mail/send',
    '/mail%2Fsend',
    '/mail/send;v=1',
    // Requests in the query of one: a batch.
    `/x?batch=${encodeURIComponent('[{"method":"POST","url":"/mail/send"}]')}`,
  ])('a path that some server reads as the one named is covered: %s', async (path, { ask }) => {
    expect((await ask({ path })).status).toBe(202)
    expect((await ask({ path: '/mail/sent' })).status).toBe(201)
  })

  sendingMail(
    'JSON over 1 MiB is refused only for a covered call, because it cannot be kept',
    async ({ api, ask }) => {
      const body = JSON.stringify({ raw: 'x'.repeat(1_048_577) })
      expect((await ask({ path: '/mail/sent', init: { body } })).status).toBe(201)
      expect((await ask({ path: '/mail/send', init: { body } })).status).toBe(413)
      expect(api.arrivals).toHaveLength(1)
    },
  )

  shielded('a redirect to a covered address is not followed', async ({ backend, api }) => {
    api.answer = (_, response) => response.writeHead(302, { location: '/private' }).end()
    expect((await backend.call(`${api.origin}/public`)).status).toBe(302)
    expect(api.arrivals.map(({ request }) => request)).toEqual(['GET /public'])
  })

  test('a grant of the app itself has no user who can say yes', async ({ system, backend, api }) => {
    const minted = await backend.mint({ principal: 'app', allowed_providers: ['google'] })
    const outcome = await new Browser(system).connect(minted, { account: 'app@work.example' })
    const response = await system.vault.fetch(
      new Request(`${VAULT}/sdk/proxy`, {
        method: 'POST',
        headers: {
          [HEADER.apiKey]: system.apiKey,
          [HEADER.grant]: outcome.grants[0]?.grant_id ?? '',
          [HEADER.url]: `${api.origin}/events`,
          [HEADER.reason]: 'why',
        },
      }),
    )
    expect(await problem(response)).toMatchObject({
      code: 'policy_violation',
      policy_error: { type: 'require_approval' },
    })
  })

  alone(
    'one user can have at most 50 waiting calls, also with many calls at once',
    async ({ desk, ask, required, userIds }) => {
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
    },
  )
})

describe('16.5 a yes', () => {
  test('sends exactly what was shown, once, with the token, and the asker gets the answer', async ({
    api,
    required,
    sayYes,
    status,
    result,
  }) => {
    const { approval_id } = await required({ headers: { 'x-custom': 'kept', [HEADER.pass]: 'x-custom' } })
    expect(await json<Approval>(await status(approval_id))).toMatchObject({
      status: 'pending',
      approver: 'user',
    })
    expect((await result(approval_id)).status).toBe(202)
    expect(await sayYes(approval_id)).toMatchObject({ status: 'executed', response_status: 201 })
    expect(api.arrivals).toHaveLength(1)
    expect(api.arrivals[0]).toMatchObject({ request: 'POST /events?notify=all', body: BODY })
    expect(api.arrivals[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(BODY.length),
      'x-custom': 'kept',
      authorization: expect.stringMatching(/^Bearer /),
    })
    const response = await result(approval_id)
    expect(response.status).toBe(201)
    expect(response.headers.get(HEADER.upstream)).toBe('1')
    expect(response.headers.get('x-made')).toBe('here')
    expect(await response.text()).toBe(ANSWER)
    expect(await json<Approval>(await status(approval_id))).toMatchObject({
      status: 'executed',
      response_status: 201,
    })
  })

  headed(
    'covers headers that may make it another request, so they are shown: never a credential',
    async ({ desk, api, required, userIds, sayYes }) => {
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
      expect(api.arrivals[0]?.headers).toMatchObject({
        'x-account': 'somebody-else',
        'x-api-token': 'sk-not-for-anybody',
      })
    },
  )

  test.for([
    ['a\u3164b', 'a\\u3164b'],
    ['a\u2800', 'a\\u2800'],
    ['a\uFE00', 'a\\ufe00'],
    ['a\uFE0F', 'a\\ufe0f'],
    ['❤️\u{E0100}\u{E0101}', '❤️\\udb40\\udd00\\udb40\\udd01'],
    ['\u{E0041}', '\\udb40\\udc41'],
    ['葛\u{E0100}\u{E0101}', '葛\u{E0100}\\udb40\\udd01'],
    ['a\u{E0100}', 'a\\udb40\\udd00'],
    ['☺\uFE0E\uFE0F', '☺\uFE0E\\ufe0f'],
    ['a\u200D❤', 'a\\u200d❤'],
    ['👩\u200D\u200D💻', '👩\\u200d\\u200d💻'],
    ['❤️ two\nlines', '❤️ two\nlines'],
  ] as const)('16.5 the text %j is shown as %j, so that nothing in it is hidden', ([text, shown]) => {
    expect(visible(text)).toBe(shown)
  })

  test.for([
    ['a number in a box', '1\uFE0F\u20E3 #\uFE0F\u20E3'],
    ['an emoji as text', '☺\uFE0E'],
    ['an emoji with colours', '☺\uFE0F'],
    ['an emoji of several', '👩🏽\u200D💻 ❤\uFE0F\u200D🔥'],
    ['a form of an ideograph', '葛\u{E0100}城 神\uFE00'],
  ] as const)('16.5 %s stays as it is', ([_what, text]) => expect(visible(text)).toBe(text))

  test.for(['\u3164', '\u2800 \u2800', '\uFE0F', '\u{E0100}', '\u034F'])(
    '16.5 a reason that nobody can read (%j) is none',
    (reason) => expect(printableLabel(reason, 500)).toBe(''),
  )

  test.for([
    ['x-accesstoken', '•••'],
    ['private-token', '•••'],
    ['ocp-apim-subscription-key', '•••'],
    ['x-functions-key', '•••'],
    ['x-amz-server-side-encryption-customer-key', '•••'],
    ['x-auth', '•••'],
    ['x-auth-key', '•••'],
    ['workbook-session-id', '•••'],
    ['x-webhook-sig', '•••'],
    ['dpop-jwt', '•••'],
    ['x-otp', '•••'],
    ['x-auth-email', 'shown'],
    ['x-ms-partition-key', 'shown'],
    ['x-author', 'shown'],
    ['x-signal', 'shown'],
  ] as const)('16.5 of the header %s, a human sees %s', ([name, value]) => {
    const trace = { run: null, tool: null, context: null, client: null }
    const url = 'https://api.example/'
    const sent = { method: 'POST', url, body: null, ip: null, user: null, trace }
    expect(headersOf({ ...sent, headers: [[name, 'shown']] }, { kind: 'none' })).toEqual([{ name, value }])
  })

  test.for<[string, WalletApprovalBody, charset?: string]>([
    [
      'to=Jos%C3%A9+B&to=',
      {
        kind: 'form',
        fields: [
          { name: 'to', value: 'José B' },
          { name: 'to', value: '' },
        ],
      },
    ],
    ['to=Jos%E9', { kind: 'text', text: 'to=Jos%E9' }],
    ['to=100%', { kind: 'text', text: 'to=100%' }],
    ['?to=friend&to=foe', { kind: 'text', text: '?to=friend&to=foe' }],
    ['to=%C3%A9', { kind: 'text', text: 'to=%C3%A9' }, '; charset=iso-8859-1'],
    ['to=%C3%A9', { kind: 'form', fields: [{ name: 'to', value: 'é' }] }, '; Charset="UTF-8"'],
  ])('16.5 the form %s is shown without a loss', ([form, body, charset = '']) => {
    const trace = { run: null, tool: null, context: null, client: null }
    const headers: [string, string][] = [['content-type', `application/x-www-form-urlencoded${charset}`]]
    const url = 'https://api.example/'
    const sent = { method: 'POST', url, headers, ip: null, user: null, trace }
    const shown = contentOf({ ...sent, body: Buffer.from(form).toString('base64') })
    expect(shown.body).toEqual(body)
  })

  test('shows no headers if there are only the usual ones', async ({ desk, required, userIds }) => {
    const { approval_id } = await required()
    const who = { kind: 'user', users: await userIds() } as const
    expect(await desk.approvals.describeForApprover(approval_id, who)).not.toHaveProperty('headers')
  })

  test('is waited for: the poll answers as soon as it is there', async ({ required, sayYes, result }) => {
    const { approval_id } = await required()
    const waiting = result(approval_id, 20)
    await sayYes(approval_id)
    const response = await waiting
    expect([response.status, await response.text()]).toEqual([201, ANSWER])
  })

  alone(
    'is no longer waited for when the vault closes: the poll says that nobody has decided',
    async ({ system, required, result }) => {
      const { approval_id } = await required()
      const asked = performance.now()
      const waiting = result(approval_id, 25)
      await expect.poll(() => cacheEntries(system)).toMatchObject({ 'approvals waited for': 1 })
      const closing = system.vault.close()
      expect(await problem(await waiting)).toMatchObject({ code: 'approval_required' })
      expect(performance.now() - asked).toBeLessThan(24_900)
      await closing
    },
  )

  alone(
    'is kept for ten minutes and then deleted',
    async ({ system, desk, required, sayYes, status, result }) => {
      const { approval_id } = await required({ path: '/events?about=query-of-ada' })
      await sayYes(approval_id)
      system.pass(601)
      expect(await problem(await result(approval_id))).toMatchObject({ code: 'approval_answer_gone' })
      await desk.approvals.sweep(AbortSignal.timeout(10_000))
      expect(
        await system.database('select request, answer from approvals where id = ?', approval_id),
      ).toEqual([{ request: null, answer: null }])
      expect(await json<Approval>(await status(approval_id))).toMatchObject({ status: 'executed' })
    },
  )

  test('an answer over 1 MB is not kept, and it is said that it was sent', async ({
    api,
    required,
    sayYes,
    result,
  }) => {
    api.answer = answering(200, 'x'.repeat(1_048_577))
    const { approval_id } = await required()
    expect(await sayYes(approval_id)).toMatchObject({ status: 'executed', response_status: 200 })
    expect(await problem(await result(approval_id))).toMatchObject({ code: 'approval_answer_gone' })
  })

  test('a refusal of the token is handed on and not repeated', async ({ api, required, sayYes, result }) => {
    api.answer = answering(401, '{}')
    const { approval_id } = await required()
    await sayYes(approval_id)
    expect(api.arrivals).toHaveLength(1)
    expect((await result(approval_id)).status).toBe(401)
  })

  askedAlways('a redirect of it is not followed', async ({ api, required, sayYes, result }) => {
    const { approval_id } = await required({ init: { method: 'GET', body: null } })
    api.answer = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()
    await sayYes(approval_id)
    expect(api.arrivals.map(({ request }) => request)).toEqual(['GET /events?notify=all'])
    expect((await result(approval_id)).status).toBe(302)
  })

  test('two approvers at once: it is decided once and sent once', async ({
    system,
    desk,
    api,
    required,
    userIds,
  }) => {
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
    expect(api.arrivals).toHaveLength(1)
  })

  alone(
    'a call to a provider that cannot be reached counts as not sent',
    async ({ api, required, sayYes, result }) => {
      const { approval_id } = await required()
      await api.close()
      expect(await sayYes(approval_id)).toMatchObject({ status: 'failed', failure: 'provider_unreachable' })
      expect(await problem(await result(approval_id))).toMatchObject({
        code: 'approval_failed',
        failure: 'provider_unreachable',
      })
    },
  )

  test('a provider that breaks off leaves an unknown outcome', async ({ desk, api, required, sayYes }) => {
    const { approval_id } = await required()
    api.answer = (request) => request.socket.destroy()
    expect(await sayYes(approval_id)).toMatchObject({ status: 'failed', failure: 'outcome_unknown' })
    await desk.approvals.goOn(AbortSignal.timeout(10_000))
    expect(api.arrivals).toHaveLength(1)
  })
})

describe('16.5 a no', () => {
  test('is final, and the caller gets the reason', async ({
    desk,
    api,
    required,
    userIds,
    sayYes,
    result,
  }) => {
    const { approval_id } = await required()
    const users = await userIds()
    await desk.approvals.decide(approval_id, { kind: 'user', users }, { answer: 'no', reason: 'Not at noon' })
    expect(await problem(await result(approval_id))).toMatchObject({
      code: 'approval_denied',
      denial_reason: 'Not at noon',
    })
    await expect(sayYes(approval_id)).rejects.toMatchObject({ code: 'session_ended' })
    expect(api.arrivals).toEqual([])
  })
})

describe('16.5 what must never happen', () => {
  test('a yes by another user, or by the operator where the user is asked', async ({
    system,
    desk,
    api,
    required,
  }) => {
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
    expect(api.arrivals).toEqual([])
  })

  test('a yes with the app’s own keys', async ({ backend, api, required, status }) => {
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
    expect(api.arrivals).toEqual([])
  })

  alone('a yes after its end', async ({ system, desk, api, required, sayYes, status, result }) => {
    const { approval_id } = await required()
    system.pass(3601)
    await expect(sayYes(approval_id)).rejects.toMatchObject({ code: 'session_ended' })
    expect(await problem(await result(approval_id))).toMatchObject({ code: 'approval_expired' })
    await desk.approvals.sweep(AbortSignal.timeout(10_000))
    expect(await json<Approval>(await status(approval_id))).toMatchObject({ status: 'expired' })
    expect(api.arrivals).toEqual([])
  })

  test('an approval that outlives its grant', async ({ backend, api, required, sayYes, status }) => {
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
    expect(api.arrivals).toEqual([])
  })

  test('an approval that outlives its grant, also where that was connected again before anybody looked', async ({
    backend,
    api,
    required,
    sayYes,
    result,
  }) => {
    const { approval_id, grant_id } = await required()
    const token = { [HEADER.userToken]: await backend.userToken() }
    await backend.post(`/sdk/grants/${grant_id}/revoke`, {}, token)
    const again = await connectGoogle(backend)
    expect(again.grant_id).toBe(grant_id)
    await expect(sayYes(approval_id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await problem(await result(approval_id))).toMatchObject({ status: 404 })
    expect(api.arrivals).toEqual([])
  })

  alone(
    'one that was approved and not begun is not sent once its grant is revoked',
    async ({ system, backend, api, required, userIds, status }) => {
      const { approval_id, grant_id } = await required()
      api.answer = answering(200, '{}')
      const users = await userIds()
      const restarted = await openDesk(system.config, system.now)
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
      await restarted.approvals.goOn(AbortSignal.timeout(10_000))
      await vi.waitFor(async () =>
        expect((await json<Approval>(await status(approval_id))).status).toMatch(/expired|failed/),
      )
      await restarted.close()
      expect(api.arrivals).toEqual([])
    },
  )

  alone('an approval whose user is forgotten', async ({ system, backend, desk, api, required, userIds }) => {
    const { approval_id } = await required()
    const users = await userIds()
    await backend.ask('/sdk/users/ada', 'DELETE')
    expect(await system.database('select id from approvals')).toEqual([])
    await expect(
      desk.approvals.decide(approval_id, { kind: 'user', users }, { answer: 'yes' }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/not_found|grant_not_found/) })
    expect(api.arrivals).toEqual([])
  })

  test('an answer read by another caller', async ({ system, required, sayYes, status, result }) => {
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

  test.for<[string, string]>([
    ['the state', "update approvals set status = 'approved', approved_by = '[\"user\"]' where id = ?"],
    ['the approver', "update approvals set approver = 'operator' where id = ?"],
    ['the user', "update approvals set user_id = 'eve' where id = ?"],
    ['the end', 'update approvals set expires_at = expires_at + 86400000 where id = ?'],
    ['the reason', "update approvals set reason = 'harmless' where id = ?"],
    ['the path', "update approvals set path = '/harmless' where id = ?"],
  ])('a row whose %s was altered', async ([part, sql], { system, desk, api, required, sayYes, status }) => {
    const { approval_id } = await required()
    await system.database(sql, approval_id)
    // A row that says it is approved, the vault's own upkeep deletes: it may be first.
    const mayBeGone = part === 'the state'
    const code = mayBeGone ? expect.stringMatching(/^(approval_failed|not_found)$/) : 'approval_failed'
    await expect(sayYes(approval_id)).rejects.toMatchObject({ code })
    await expect(
      desk.approvals.decide(approval_id, { kind: 'operator' }, { answer: 'yes' }),
    ).rejects.toMatchObject({ code })
    expect(mayBeGone ? [502, 404] : [502]).toContain((await status(approval_id)).status)
    await desk.approvals.goOn(AbortSignal.timeout(10_000))
    await desk.approvals.sweep(AbortSignal.timeout(10_000))
    expect(api.arrivals).toEqual([])
  })

  test.for<[string, string, boolean]>([
    [
      'altered',
      "update approvals set request = replace(request, substr(request, length(request) - 20, 8), 'AAAAAAAA') where id = ?",
      false,
    ],
    ['of another row', '', true],
  ])(
    'a yes that covers another request than the one shown: %s',
    async ([, sql, isSwapped], { system, api, required, sayYes }) => {
      const shown = await required({ path: '/harmless' })
      const other = await required({ path: '/harmful' })
      if (isSwapped) {
        const [row] = await system.database<{ request: string }>(
          'select request from approvals where id = ?',
          other.approval_id,
        )
        await system.database(
          'update approvals set request = ? where id = ?',
          row?.request,
          shown.approval_id,
        )
      } else await system.database(sql, shown.approval_id)
      await expect(sayYes(shown.approval_id)).rejects.toMatchObject({ code: 'approval_failed' })
      expect(api.arrivals).toEqual([])
    },
  )
})

describe('16.5 rules that change', () => {
  alone(
    'a call that a rule denies at the time of the yes is not sent',
    async ({ system, api, required, sayYes }) => {
      const { approval_id } = await required()
      await system.changeGrants(
        'update grants set policies = \'[{"type":"methods_and_paths","allow":[{"methods":["GET"]}]}]\'',
      )
      expect(await sayYes(approval_id)).toMatchObject({ status: 'failed', failure: 'policy_violation' })
      expect(api.arrivals).toEqual([])
    },
  )

  askedTwice(
    'if user and operator are asked, both must say yes, one after the other',
    async ({ desk, api, required, sayYes, status }) => {
      const document = await required()
      expect(Date.parse(document.expires_at ?? '') - Date.now()).toBeLessThan(60_001)
      expect(await sayYes(document.approval_id)).toMatchObject({ status: 'pending' })
      expect(api.arrivals).toEqual([])
      const asked = await json<Approval>(await status(document.approval_id))
      expect(asked).toMatchObject({ approver: 'operator', status: 'pending' })
      expect(asked.approval_url).toBeUndefined()
      await expect(sayYes(document.approval_id)).rejects.toMatchObject({ code: 'session_ended' })
      expect(
        await desk.approvals.decide(document.approval_id, { kind: 'operator' }, { answer: 'yes' }),
      ).toMatchObject({ status: 'executed' })
      expect(api.arrivals).toHaveLength(1)
    },
  )

  askedTwice(
    'the reason of an operator is not shown as the reason of the user',
    async ({ desk, required, sayYes }) => {
      const { approval_id } = await required()
      expect(await sayYes(approval_id)).not.toHaveProperty('denied_by')
      const denial = { answer: 'no', reason: 'Not at noon' } as const
      expect(await desk.approvals.decide(approval_id, { kind: 'operator' }, denial)).toMatchObject({
        status: 'denied',
        denial_reason: 'Not at noon',
        denied_by: 'operator',
      })
    },
  )
})
