import { once } from 'node:events'
import { onTestFinished, describe, expect } from 'vitest'
import { mcpTest } from './fixtures.ts'
import { CALENDAR_SCOPE, HOME, WORK } from '../../sdk/test/system.ts'
import {
  connectAt,
  createClient,
  type Opens,
  overHttp,
  type Revision,
  serveCalendar,
  textOf,
} from './stage.ts'

const SESSION = '/sdk/oauth/connect/session'
const RESULT = `${SESSION}/result`

const test = mcpTest.extend('client', ({ served }) => {
  return async (revision: Revision, userToken?: string, opens?: Opens) => {
    const made = createClient(revision, opens)
    await made.connect(overHttp(served, userToken))
    onTestFinished(() => made.close())
    return made
  }
})

const EVENTS = { name: 'list_events', arguments: { calendar: 'primary' } }

describe('16.6 2026-07-28: a client that opens pages', () => {
  test('is sent to the Connect page, and the tool continues with the account', async ({ system, client }) => {
    const asked: string[] = []
    const mcp = await client('2026-07-28', await system.signIn(), async (url, message) => {
      asked.push(message)
      await connectAt(system, url, WORK)
      return 'accept'
    })
    const first = await mcp.callTool(EVENTS)
    expect(first.isError).toBeFalsy()
    expect(JSON.parse(textOf(first))).toMatchObject({ items: expect.any(Array) })
    expect(asked).toHaveLength(1)
    expect(asked[0]).toBe('The user has not connected Google. Open this page to connect the account.')
    expect(textOf(await mcp.callTool({ name: 'whoami' }))).toContain(WORK)
    expect(asked, 'connected once is enough').toHaveLength(1)
  })

  test('waits while the user is still on the page', async ({ system, served, client }) => {
    const waiting = once(served.asked, RESULT)
    const mcp = await client('2026-07-28', await system.signIn(), (url) => {
      void waiting.then(() => connectAt(system, url, WORK))
      return Promise.resolve('accept')
    })
    expect(textOf(await mcp.callTool({ name: 'whoami' }))).toContain(WORK)
  })

  test('is asked to come again where the user takes longer than the tool waits', async ({
    system,
    client,
  }) => {
    const mcp = await client('2026-07-28', await system.signIn(), () => Promise.resolve('accept'))
    const result = await mcp.callTool({ name: 'impatient' })
    expect(result.isError).toBe(true)
    expect(textOf(result)).toBe('The user has not finished connecting yet: call this tool again later.')
  })

  test('learns why nothing was connected', async ({ system, client }) => {
    const mcp = await client('2026-07-28', await system.signIn(), async (url) => {
      const token = new URLSearchParams(new URL(url).hash.slice(1)).get('session') ?? ''
      await fetch(`${system.vaultUrl}/sdk/oauth/connect/session/cancel`, { method: 'POST', body: token })
      return 'accept'
    })
    expect(textOf(await mcp.callTool({ name: 'whoami' }))).toBe(
      'Nothing was connected: The user cancelled on the Connect page.',
    )
  })

  test.for<[string, Record<string, string[]> | undefined]>([
    ['ask_google', { google: [CALENDAR_SCOPE] }],
    ['ask_another', undefined],
  ])(
    'is asked for the scopes of the tool, at its own provider only: %s',
    async ([name, scopes], { system, served, client }) => {
      const mcp = await client('2026-07-28', await system.signIn(), () => Promise.resolve('decline'))
      const minted = once(served.asked, SESSION)
      await mcp.callTool({ name })
      const [request] = await minted
      const body: unknown = JSON.parse(await request.text())
      expect(body).toMatchObject({ allowed_providers: ['google'] })
      expect(Object(body).required_scopes).toEqual(scopes)
    },
  )

  test('that cancels ends the call of the provider, also one with a signal of its own', async ({
    system,
    served,
    client,
  }) => {
    const userToken = await system.signIn()
    const { connectUrl } = await served.app.createConnectSession({ userToken, allowedProviders: ['google'] })
    await connectAt(system, connectUrl, WORK)
    const mcp = await client('2026-07-28', userToken)
    const stop = new AbortController()
    const asked = once(served.asked, '/sdk/proxy')
    const call = mcp.callTool({ name: 'stoppable' }, { signal: stop.signal })
    const [request] = await asked
    const ended = once(request.signal, 'abort')
    stop.abort()
    await expect(call).rejects.toThrow()
    await ended
  })

  test.for(['decline', 'cancel'] as const)(
    'says that nothing was done after "%s"',
    async (action, { system, client }) => {
      const mcp = await client('2026-07-28', await system.signIn(), () => Promise.resolve(action))
      const result = await mcp.callTool({ name: 'whoami' })
      expect(result.isError).toBe(true)
      expect(textOf(result)).toBe('The user did not connect an account: nothing was done.')
    },
  )

  test('is asked again after the grant was revoked', async ({ system, served, client }) => {
    const userToken = await system.signIn()
    let asked = 0
    const mcp = await client('2026-07-28', userToken, async (url) => {
      asked += 1
      await connectAt(system, url, WORK)
      return 'accept'
    })
    await mcp.callTool({ name: 'whoami' })
    const app = served.app
    const { grants } = await app.listGrants({ userToken })
    await app.revokeGrant(grants[0]?.grantId ?? '', { userToken })
    expect(textOf(await mcp.callTool({ name: 'whoami' }))).toContain(WORK)
    expect(asked).toBe(2)
  })

  test('learns which accounts there are where it must choose', async ({ system, served, client }) => {
    const userToken = await system.signIn()
    const accounts = [WORK, HOME]
    const mcp = await client('2026-07-28', userToken, async (url) => {
      await connectAt(system, url, accounts.shift() ?? '')
      return 'accept'
    })
    await mcp.callTool({ name: 'whoami' })
    const { connectUrl } = await served.app.createConnectSession({ userToken, allowedProviders: ['google'] })
    await connectAt(system, connectUrl, HOME)
    const ambiguous = await mcp.callTool({ name: 'whoami' })
    expect(ambiguous.isError).toBe(true)
    expect(textOf(ambiguous)).toContain(HOME)
    const chosen = await mcp.callTool({
      name: 'list_events',
      arguments: { calendar: 'primary', account: HOME },
    })
    expect(chosen.isError).toBeFalsy()
  })
})

describe.each<Revision>(['2025-11-25', '2026-07-28'])('%s: a client that opens no pages', (revision) => {
  test('gets a text with the link, which leads on', async ({ system, client }) => {
    const mcp = await client(revision, await system.signIn())
    const result = await mcp.callTool(EVENTS)
    expect(result.isError).toBe(true)
    const [link = ''] = /http\S+#session=\S+$/.exec(textOf(result)) ?? []
    await connectAt(system, link, WORK)
    expect(textOf(await mcp.callTool({ name: 'whoami' }))).toContain(WORK)
  })

  test('learns what a handler threw', async ({ system, client }) => {
    const mcp = await client(revision, await system.signIn())
    const result = await mcp.callTool({ name: 'broken' })
    expect(result.isError).toBe(true)
    expect(textOf(result)).toContain('the handler is at fault')
  })
})

test('16.6 2025-11-25: over HTTP nothing lasts, so a client that opens pages gets the text', async ({
  system,
  client,
}) => {
  const mcp = await client('2025-11-25', await system.signIn(), () => Promise.reject(new Error('asked')))
  expect(textOf(await mcp.callTool(EVENTS))).toMatch(/http\S+#session=\S+$/)
})

describe('16.6 whose accounts they are', () => {
  test('a user sees nothing of another’s', async ({ system, client }) => {
    const ada = await client('2026-07-28', await system.signIn(), async (url) => {
      await connectAt(system, url, WORK)
      return 'accept'
    })
    await ada.callTool({ name: 'whoami' })
    const eve = await client('2026-07-28', await system.signIn())
    const result = await eve.callTool({ name: 'whoami' })
    expect(result.isError).toBe(true)
    expect(textOf(result)).not.toContain(WORK)
  })

  test('a client that names another user’s session waits for nothing and learns nothing', async ({
    system,
    served,
  }) => {
    const other = await served.app.createConnectSession({
      userToken: await system.signIn(),
      delivery: 'poll',
      allowedProviders: ['google'],
    })
    await connectAt(system, other.connectUrl, WORK)
    const eve = createClient('2026-07-28', () => Promise.resolve('accept'))
    await eve.connect(overHttp(served, await system.signIn()))
    onTestFinished(() => eve.close())
    const result = await eve.callTool({
      name: 'whoami',
      inputResponses: { [`connect:${other.sessionId}`]: { action: 'accept' } },
    } as Parameters<typeof eve.callTool>[0])
    expect(result.isError).toBe(true)
    expect(textOf(result)).not.toContain(WORK)
  })

  test('a request without a user never becomes the app’s', async ({ system }) => {
    const open = await serveCalendar(system, false)
    onTestFinished(() => open.close())
    const mcp = createClient('2026-07-28')
    await mcp.connect(overHttp(open))
    onTestFinished(() => mcp.close())
    const result = await mcp.callTool({ name: 'whoami' })
    expect(result.isError).toBe(true)
    expect(textOf(result)).toContain('This tool has no user to act for')
  })
})

test('16.6 a tool works whatever its client calls itself', async ({ system, served }) => {
  const user = await system.signIn()
  const { connectUrl } = await served.app.createConnectSession({
    userToken: user,
    delivery: 'poll',
    allowedProviders: ['google'],
  })
  await connectAt(system, connectUrl, WORK)
  for (const name of ['', 'x'.repeat(300), `${'x'.repeat(255)}📅`]) {
    const mcp = createClient('2026-07-28', undefined, name)
    await mcp.connect(overHttp(served, user))
    expect(textOf(await mcp.callTool({ name: 'whoami' }))).toContain(WORK)
    await mcp.close()
  }
})

test('16.6 the vault learns why, for its audit, and for which client', async ({ system, served, client }) => {
  const mcp = await client('2026-07-28', await system.signIn(), async (url) => {
    await connectAt(system, url, WORK)
    return 'accept'
  })
  await mcp.callTool(EVENTS)
  await mcp.callTool({ name: 'whoami' })
  expect(served.reasons.slice(-2)).toEqual(['MCP tool, called by test-client', 'who is it'])
})
