import type {
  AuthorizeResponse,
  ConnectionList,
  CreateSessionResponse,
  PageSession,
  Problem,
  SessionResult,
} from '@alter/protocol'
import { approve } from '@alter/provider'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Demo, startDemo } from '../server/demo.ts'
import { Browser } from './browser.ts'

interface CalendarReply {
  status: number
  body: { summary: string; items: { id: string; start: { dateTime: string } }[] }
}

let demo: Demo
let browser: Browser
const errors: unknown[] = []

beforeEach(async () => {
  errors.length = 0
  browser = new Browser()
  demo = await startDemo({ accessTokenTtl: 2, log: 'fatal', onError: (error) => void errors.push(error) })
})
afterEach(() => demo.close())

function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: demo.url, ...headers },
    body: JSON.stringify(body),
  }
}

async function signIn(account: string): Promise<void> {
  const callback = await approve(await browser.location(`${demo.url}/sign-in`), { account })
  expect(await browser.location(callback)).toBe(`${demo.url}/`)
}

/** What the widget and the Connect page do, without either. */
async function connect(account: string, wanted: object = { provider: 'google' }): Promise<SessionResult> {
  const minted = await browser.json<CreateSessionResponse>(`${demo.url}/api/alter/session`, post(wanted))
  expect(minted.status).toBe(201)
  const { session_token: token, connect_url } = minted.body
  const page = connect_url.split('#')[0] ?? ''
  function fromPage(body: unknown): RequestInit {
    return post(body, { origin: demo.vaultUrl, authorization: `Bearer ${token}` })
  }
  const started = await browser.json<PageSession>(`${page}/session/start`, fromPage({}))
  expect(started.body).toMatchObject({ app: { name: 'Daybreak' }, allowed_origin: demo.url })
  const authorized = await browser.json<AuthorizeResponse>(
    `${page}/session/authorize`,
    fromPage({ provider: 'google', welcomed: true }),
  )
  await browser.location(await approve(authorized.body.authorization_url, { account }))
  const result = await browser.json<SessionResult>(`${page}/session/result`, { method: 'POST', body: token })
  return result.body
}

function callApi(account?: string): Promise<{ status: number; body: CalendarReply & Problem }> {
  return browser.json(`${demo.url}/api/calendar${account ? `?account=${encodeURIComponent(account)}` : ''}`)
}

describe('the walkthrough', () => {
  test(
    'runs: connect, call, refresh, a second account, pick, disconnect, reconnect',
    { timeout: 20_000 },
    async () => {
      await signIn('ada')
      expect(await callApi()).toMatchObject({ status: 404, body: { code: 'grant_not_found' } })

      const first = await connect('ada@work.example')
      expect(first).toMatchObject({
        status: 'completed',
        grants: [{ account_identifier: 'ada@work.example' }],
      })
      const answer = await callApi()
      expect(answer).toMatchObject({
        status: 200,
        body: { status: 200, body: { summary: 'ada@work.example' } },
      })

      function issuedAt(reply: typeof answer): string | undefined {
        return reply.body.body.items.find(({ id }) => id === 'token')?.start.dateTime
      }
      await expect.poll(async () => issuedAt(await callApi())).not.toBe(issuedAt(answer))

      await connect('ada@home.example')
      const ambiguous = await callApi()
      expect(ambiguous).toMatchObject({ status: 409, body: { code: 'ambiguous_grant' } })
      expect(ambiguous.body.accounts?.map(({ account_identifier }) => account_identifier).sort()).toEqual([
        'ada@home.example',
        'ada@work.example',
      ])
      expect((await callApi('ada@home.example')).body.body.summary).toBe('ada@home.example')

      const { body: list } = await browser.json<ConnectionList>(`${demo.url}/api/alter/connections`)
      const home = list.connections.find(
        ({ account_identifier }) => account_identifier === 'ada@home.example',
      )
      const removal = await browser.json(`${demo.url}/api/alter/connections/${home?.grant_id}`, {
        method: 'DELETE',
        headers: { 'content-type': 'application/json', origin: demo.url },
      })
      expect(removal.status).toBe(200)
      expect(await callApi('ada@home.example')).toMatchObject({
        status: 410,
        body: { code: 'grant_revoked' },
      })

      await connect('ada@home.example')
      expect((await callApi('ada@home.example')).body.body.summary).toBe('ada@home.example')
      expect(errors).toEqual([])
    },
  )

  test('says so when the user has removed the app at Google, and reconnecting mends it', async () => {
    await signIn('grace')
    await connect('grace@navy.example')
    await demo.provider.google.revokeAll('grace@navy.example')
    const refused = await callApi()
    expect(refused).toMatchObject({ status: 410, body: { code: 'credential_revoked' } })
    const again = await connect('grace@navy.example', { provider: 'google', grant_id: refused.body.grant_id })
    expect(again).toMatchObject({ status: 'completed', grants: [{ operation: 'reauth' }] })
    expect((await callApi()).status).toBe(200)
  })

  test('shows each user only what is theirs', async () => {
    await signIn('ada')
    await connect('ada@work.example')
    browser = new Browser()
    await signIn('grace')
    expect(await callApi()).toMatchObject({ status: 404, body: { code: 'grant_not_found' } })
    expect(await callApi('ada@work.example')).toMatchObject({
      status: 404,
      body: { code: 'grant_not_found' },
    })
  })
})

describe('signing in', () => {
  test('knows nobody before, and nobody after signing out', async () => {
    async function me(): Promise<unknown> {
      return (await browser.json<{ user: unknown }>(`${demo.url}/api/me`)).body.user
    }
    expect(await me()).toBeNull()
    expect(await callApi()).toMatchObject({ status: 401, body: { code: 'user_token_required' } })
    await signIn('ada')
    expect(await me()).toEqual({ name: 'Ada Lovelace', email: 'ada@lovelace.example' })
    expect((await browser.fetch(`${demo.url}/sign-out`, { method: 'POST' })).status).toBe(403)
    const signedOut = await browser.fetch(`${demo.url}/sign-out`, {
      method: 'POST',
      headers: { origin: demo.url },
    })
    expect(signedOut.status).toBe(204)
    expect(await me()).toBeNull()
  })

  test('leads back to the front door when the callback is not of this browser', async () => {
    const callback = await approve(await browser.location(`${demo.url}/sign-in`), { account: 'ada' })
    const other = new Browser()
    expect(await other.location(callback)).toBe(`${demo.url}/`)
    expect((await other.json<{ user: unknown }>(`${demo.url}/api/me`)).body.user).toBeNull()
  })
})

describe('starting', () => {
  test('takes a free port where the wanted one is in use, and says so', async () => {
    const port = Number(new URL(demo.url).port)
    const notices: string[] = []
    const second = await startDemo({
      ports: { app: port },
      log: 'fatal',
      onNotice: (text) => void notices.push(text),
    })
    try {
      expect(notices).toEqual([`Port ${port} is in use: the app takes a free one.`])
      expect((await fetch(`${second.url}/api/me`)).status).toBe(200)
    } finally {
      await second.close()
    }
  })
})
