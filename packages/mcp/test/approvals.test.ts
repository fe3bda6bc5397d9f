import { HEADER } from '@alter/protocol'
import { Agent } from '@alter/sdk'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { alterMcp, type ToolHandler } from '@alter/mcp'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { type Asked, type FakeVault, json, problem, startFakeVault } from '../../sdk/test/fake-vault.ts'
import { serveHttp } from '../src/program/serve-http.ts'
import { createClient, type Opens, textOf } from './stage.ts'

const AGENT_KEY = 'alter_key_agent_5f1c2ab94d0e7788'
const EVENTS = 'https://api.example.com/events'
const APPROVAL_PAGE = 'https://vault.example.com/wallet/approvals/ap1'

/** A vault that keeps each POST until somebody has said yes, and knows then what came of it. */
function startAskingVault(): Promise<FakeVault> {
  let asked = 0
  return startFakeVault(({ path, headers }: Asked) => {
    if (path === '/sdk/grants') return json({ grants: [], total: 0, limit: 1, offset: 0 })
    if (path.endsWith('/result')) {
      return new Response(`{"answer":"${path.split('/')[3]}"}`, {
        headers: { [HEADER.upstream]: '1', 'content-type': 'application/json' },
      })
    }
    if (headers.get(HEADER.url) === EVENTS) {
      asked += 1
      return problem('approval_required', {
        approval_id: `ap${asked}`,
        approval_url: APPROVAL_PAGE,
        expires_at: '2030-01-01T00:00:00.000Z',
      })
    }
    return new Response('[]', { headers: { [HEADER.upstream]: '1', 'content-type': 'application/json' } })
  })
}

async function connectProgram(vault: FakeVault, opens?: Opens) {
  const agent = new Agent({ apiKey: AGENT_KEY, baseUrl: vault.url })
  const served = await serveHttp(agent, { port: 0, host: '127.0.0.1' })
  const mcp = createClient('2026-07-28', opens)
  onTestFinished(async () => {
    await mcp.close()
    await served.close()
  })
  const headers = { authorization: 'Bearer eyJ.user' }
  await mcp.connect(new StreamableHTTPClientTransport(new URL(served.url), { requestInit: { headers } }))
  return mcp
}

const ADD = {
  name: 'request',
  arguments: { provider: 'google', method: 'POST', url: EVENTS, json: { a: 1 }, reason: 'adds an event' },
}

function proxied(vault: FakeVault): Asked[] {
  return vault.asked.filter(({ path }) => path === '/sdk/proxy')
}

/** A tool of somebody's own server, and a client whose user says yes to whatever is shown. */
async function connectTool(vault: FakeVault, run: ToolHandler<object>) {
  const agent = new Agent({ apiKey: AGENT_KEY, baseUrl: vault.url })
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'two', version: '1.0.0' })
    const alter = alterMcp(agent, server, { userToken: () => 'eyJ.user' })
    server.registerTool(
      'two',
      { description: 'Asks twice' },
      alter.tool({ provider: 'google', name: 'two' }, run),
    )
    return server
  })
  const opened: string[] = []
  const mcp = createClient('2026-07-28', (url) => {
    opened.push(url)
    return Promise.resolve('accept')
  })
  const transport = new StreamableHTTPClientTransport(new URL('http://mcp.test/mcp'), {
    fetch: (url, init) => handler.fetch(new Request(url, init)),
  })
  await mcp.connect(transport)
  onTestFinished(() => mcp.close())
  return { mcp, opened }
}

describe('16.6 a call that a human must say yes to', () => {
  test('sends the user to where they decide, and answers what the provider said: asked once', async () => {
    const vault = await startAskingVault()
    const opened: string[] = []
    const mcp = await connectProgram(vault, (url) => {
      opened.push(url)
      return Promise.resolve('accept')
    })
    expect(textOf(await mcp.callTool(ADD))).toContain('{"answer":"ap1"}')
    expect(opened).toEqual([APPROVAL_PAGE])
    expect(proxied(vault)).toHaveLength(1)
  })

  test('is not made where the user does not look at it', async () => {
    const vault = await startAskingVault()
    const mcp = await connectProgram(vault, () => Promise.resolve('decline'))
    const result = await mcp.callTool(ADD)
    expect(result.isError).toBe(true)
    expect(textOf(result)).toContain('nothing was done')
    expect(vault.asked.some(({ path }) => path.endsWith('/result'))).toBe(false)
  })

  test('is named with its page where the client opens none, and its answer can be asked for', async () => {
    const vault = await startAskingVault()
    const mcp = await connectProgram(vault)
    const asked = textOf(await mcp.callTool(ADD))
    expect(asked).toContain(APPROVAL_PAGE)
    const [, id = ''] = /approval_id (\w+)/.exec(asked) ?? []
    const answer = await mcp.callTool({ name: 'approval_result', arguments: { approval_id: id } })
    expect(textOf(answer)).toContain('{"answer":"ap1"}')
  })

  test('two of one tool: each is asked for once, and the tool ends with both answers', async () => {
    const vault = await startAskingVault()
    const { mcp, opened } = await connectTool(vault, async (_, { request }) => {
      const one = await request('POST', EVENTS, { json: 1, reason: 'one' })
      const other = await request('POST', EVENTS, { json: 2, reason: 'other' })
      return `${await one.text()} ${await other.text()}`
    })
    expect(textOf(await mcp.callTool({ name: 'two' }))).toBe('{"answer":"ap1"} {"answer":"ap2"}')
    expect(opened).toHaveLength(2)
    expect(proxied(vault)).toHaveLength(2)
    expect(proxied(vault)[0]?.headers.get(HEADER.tool)).toBe('two')
  })

  test('two that differ in a header alone are two, and one with a fresh request id is the same', async () => {
    const vault = await startAskingVault()
    const { mcp, opened } = await connectTool(vault, async (_, { request }) => {
      const one = await request('POST', EVENTS, { reason: 'one', headers: { 'x-account': 'one' } })
      const other = await request('POST', EVENTS, {
        reason: 'other',
        headers: { 'x-account': 'other', 'x-request-id': crypto.randomUUID() },
      })
      return `${await one.text()} ${await other.text()}`
    })
    expect(textOf(await mcp.callTool({ name: 'two' }))).toBe('{"answer":"ap1"} {"answer":"ap2"}')
    expect(opened).toHaveLength(2)
    expect(proxied(vault)).toHaveLength(2)
  })
})
