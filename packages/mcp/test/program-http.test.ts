import { once } from 'node:events'
import { request } from 'node:http'
import { Agent } from '@alter/sdk'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect, vi } from 'vitest'
import { sdkTest } from '../../sdk/test/fixtures.ts'
import { type Listening, serveHttp } from '../src/program/serve-http.ts'
import { AGENT_KEY, WORK } from '../../sdk/test/system.ts'
import { connectAt, createClient, type Revision, textOf } from './stage.ts'

const test = sdkTest
  .extend<{ $file: { served: Listening } }>({
    served: [
      async ({ system }, use) => {
        const agent = new Agent({ apiKey: AGENT_KEY, baseUrl: system.vaultUrl })
        const served = await serveHttp(agent, { port: 0, host: '127.0.0.1' })
        await use(served)
        await served.close()
      },
      { scope: 'file' },
    ],
  })
  .extend('bearer', ({ served }) => {
    return (token: string) => {
      return new StreamableHTTPClientTransport(new URL(served.url), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      })
    }
  })
  .extend('ask', ({ served }) => {
    // Sent by hand: a browser's page sends what `fetch` of Node does not let a test set.
    return async (headers: Record<string, string>): Promise<{ status: number; challenge: string }> => {
      const sent = request(served.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
      })
      sent.end(INITIALIZE)
      const [response] = await once(sent, 'response')
      response.resume()
      return { status: response.statusCode, challenge: response.headers['www-authenticate'] ?? '' }
    }
  })

test('16.6 each request is for its own user', async ({ system, bearer }) => {
  const [ada, eve] = [await system.signIn(), await system.signIn()]
  const url = `${system.provider.google.api}/oauth2/v3/userinfo`
  const call = { name: 'request', arguments: { provider: 'google', url, reason: 'looks who it is' } }
  const revision: Revision = '2026-07-28'
  const adas = createClient(revision, async (page) => {
    await connectAt(system, page, WORK)
    return 'accept'
  })
  const eves = createClient(revision)
  await adas.connect(bearer(ada))
  await eves.connect(bearer(eve))
  try {
    expect(textOf(await adas.callTool(call))).toContain(WORK)
    const other = await eves.callTool(call)
    expect(other.isError).toBe(true)
    expect(textOf(other)).not.toContain(WORK)
    expect(textOf(other)).toMatch(/#session=/)
  } finally {
    await adas.close()
    await eves.close()
  }
})

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
})

test('16.6 a request without a user, and with one whom the vault does not know, is refused', async ({
  ask,
}) => {
  expect(await ask({})).toMatchObject({ status: 401, challenge: expect.stringContaining('Bearer') })
  expect(await ask({ authorization: 'Bearer not-a-jwt' })).toMatchObject({
    status: 401,
    challenge: expect.stringContaining('invalid_token'),
  })
  expect(await ask({ authorization: `Bearer ${'x'.repeat(9000)}` })).toMatchObject({
    status: 401,
    challenge: expect.stringContaining('invalid_token'),
  })
})

test('16.6 a page of another site cannot reach it, by whatever name', async ({ system, ask }) => {
  const authorization = `Bearer ${await system.signIn()}`
  expect(await ask({ authorization })).toMatchObject({ status: 200 })
  expect(await ask({ authorization, host: 'evil.example' })).toMatchObject({ status: 403 })
  expect(await ask({ authorization, origin: 'https://evil.example' })).toMatchObject({ status: 403 })
})

test.for([
  ['a paused agent', 'agent_inactive', 403, 'agent_inactive'],
  ['an agent whose key lacks the scope', 'insufficient_scope', 403, 'internal_error'],
  ['an agent whose key has ended', 'invalid_api_key', 401, 'internal_error'],
  ['too many calls', 'rate_limited', 429, 'rate_limited'],
  ['a vault that is closing', 'unavailable', 503, 'unavailable'],
] as const)('16.6 %s is named to the client', async ([, refused, status, code]) => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const agent = new Agent({
    apiKey: AGENT_KEY,
    fetch: async () =>
      Response.json(
        { code: refused, detail: 'why', retry_after: 60 },
        { status, headers: { 'content-type': 'application/problem+json' } },
      ),
  })
  const served = await serveHttp(agent, { port: 0, host: '127.0.0.1' })
  try {
    const sent = { 'content-type': 'application/json', authorization: 'Bearer user.s.token' }
    const answer = await fetch(served.url, { method: 'POST', headers: sent, body: INITIALIZE })
    expect(await answer.json()).toMatchObject({ code })
    // Only the operator of the program can correct what the client may not read.
    expect(log.mock.calls.length).toBe(code === 'internal_error' ? 1 : 0)
  } finally {
    await served.close()
    log.mockRestore()
  }
})
