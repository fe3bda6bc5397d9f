import { EventEmitter, once } from 'node:events'
import { HEADER, type ProblemCode } from '@alter/protocol'
import { Agent } from '@alter/sdk'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { alterMcp, type ToolHandler } from '@alter/mcp'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import {
  type Asked,
  type FakeVault,
  json,
  MINTED,
  problem,
  startFakeVault,
  upstream,
} from '../../sdk/test/fake-vault.ts'
import { createAgentServer } from '../src/program/agent-server.ts'
import { serveHttp } from '../src/program/serve-http.ts'
import { createClient, type Opens, textOf } from './stage.ts'

const AGENT_KEY = 'alter_key_agent_5f1c2ab94d0e7788'
const EVENTS = 'https://api.example.com/events'
const EVENTS_OF_OTHERS = 'https://api.example.com/others'
const APPROVAL_PAGE = 'https://vault.example.com/wallet/approvals/ap1'

/** A vault that keeps each POST to {@link EVENTS} until somebody has said yes, and knows then what came of it. */
interface AskingVault extends FakeVault {
  /** Says yes to all that wait. */
  sayYes(): void
  /** Paths that are answered by this problem, once. */
  failing: Map<string, ProblemCode>
  /** Approvals whose call the provider answered with 422. */
  refused: Set<string>
}

/** @param isDecided `false`: nobody has said yes yet */
async function startAskingVault(isDecided = true): Promise<AskingVault> {
  let asked = 0
  const failing = new Map<string, ProblemCode>()
  const refused = new Set<string>()
  const open = {
    detail: 'Nothing was sent yet: the user must say yes first.',
    approval_url: APPROVAL_PAGE,
    expires_at: '2030-01-01T00:00:00.000Z',
  }
  const vault = await startFakeVault(({ path, headers }: Asked) => {
    const failed = failing.get(headers.get(HEADER.url) ?? path)
    if (failed) {
      failing.delete(headers.get(HEADER.url) ?? path)
      return problem(failed, { provider: 'google' })
    }
    const [, , , id = ''] = path.split('/')
    if (path === '/sdk/oauth/connect/session') return json(MINTED, 201)
    if (path === '/sdk/oauth/connect/session/result') return json({ status: 'completed', grants: [] })
    if (path === '/sdk/grants') return json({ grants: [], total: 0, limit: 1, offset: 0 })
    if (path.endsWith('/result')) {
      if (refused.has(id)) return upstream('no', { status: 422 })
      return isDecided
        ? upstream(`{"answer":"${id}"}`)
        : problem('approval_required', { ...open, approval_id: id })
    }
    if (path.startsWith('/sdk/approvals/')) {
      const status = isDecided ? 'executed' : 'pending'
      return json({ ...APPROVAL, ...open, approval_id: id, status })
    }
    if (headers.get(HEADER.url) === EVENTS) {
      asked += 1
      return problem('approval_required', { ...open, approval_id: `ap${asked}` })
    }
    return upstream('[]')
  })
  return { ...vault, failing, refused, sayYes: () => void (isDecided = true) }
}

/** What the vault tells of an approval, besides its state. */
const APPROVAL = {
  approver: 'user',
  grant_id: 'g1',
  provider: 'google',
  method: 'POST',
  host: 'api.example.com',
  path: '/events',
  reason: 'adds an event',
  created_at: '2026-11-22T10:00:00Z',
}

function agentOf(vault: FakeVault): Agent {
  return new Agent({ apiKey: AGENT_KEY, baseUrl: vault.url })
}

async function connectProgram(
  vault: FakeVault,
  opens?: Opens,
  { agent = agentOf(vault), userToken = 'eyJ.user' }: { agent?: Agent; userToken?: string } = {},
) {
  const served = await serveHttp(agent, { port: 0, host: '127.0.0.1' })
  const mcp = createClient('2026-07-28', opens)
  onTestFinished(async () => {
    await mcp.close()
    await served.close()
  })
  const headers = { authorization: `Bearer ${userToken}` }
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

/** A tool of somebody's own server, and a client whose user says yes to whatever is shown, or that opens no pages. */
async function connectTool(
  vault: FakeVault,
  run: ToolHandler<object>,
  { opens = true, patience = {} }: { opens?: boolean | Opens; patience?: { wait?: number } } = {},
) {
  const agent = agentOf(vault)
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'two', version: '1.0.0' })
    const alter = alterMcp(agent, server, { userToken: () => 'eyJ.user' })
    server.registerTool(
      'two',
      { description: 'Asks twice' },
      alter.tool({ provider: 'google', name: 'two', ...patience }, run),
    )
    return server
  })
  const opened: string[] = []
  const accepting: Opens = (url, message) => {
    opened.push(url)
    return typeof opens === 'function' ? opens(url, message) : Promise.resolve('accept')
  }
  const mcp = createClient('2026-07-28', opens === false ? undefined : accepting)
  const transport = new StreamableHTTPClientTransport(new URL('http://mcp.test/mcp'), {
    fetch: (url, init) => handler.fetch(new Request(url, init)),
  })
  await mcp.connect(transport)
  onTestFinished(() => mcp.close())
  return { mcp, opened, call: async () => textOf(await mcp.callTool({ name: 'two' })) }
}

/** The same answer, whose body ends too early. */
function brokenOff({ headers }: Response): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"answer')),
    pull: (controller) => controller.error(new TypeError('terminated')),
  })
  return new Response(body, { headers })
}

/** A tool that adds an event, and then another where it may first need an account. */
async function connectTwo(vault: FakeVault, opens: Opens) {
  const { mcp } = await connectTool(
    vault,
    async (_, { request }) => {
      await request('POST', EVENTS, { json: 1, reason: 'one' })
      await request('GET', EVENTS_OF_OTHERS)
      await request('POST', EVENTS, { json: 2, reason: 'other' })
    },
    { opens },
  )
  return mcp
}

/** Adds the same event once. */
const addOnce: ToolHandler<object> = async (_, { request }) =>
  (await request('POST', EVENTS, { json: 1, reason: 'one' })).text()

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

  test('two equal ones of one tool are two', async () => {
    const vault = await startAskingVault()
    const { call, opened } = await connectTool(vault, async (_, { request }) => {
      const one = await request('POST', EVENTS, { json: 1, reason: 'one' })
      const other = await request('POST', EVENTS, { json: 1, reason: 'other' })
      return `${await one.text()} ${await other.text()}`
    })
    expect(await call()).toBe('{"answer":"ap1"} {"answer":"ap2"}')
    expect(opened).toHaveLength(2)
    expect(proxied(vault)).toHaveLength(2)
  })

  test('two at the same time are both asked for, and none a second time', async () => {
    const vault = await startAskingVault()
    const { call, opened } = await connectTool(vault, async (_, { request }) => {
      const answers = await Promise.all([
        request('POST', EVENTS, { json: 1, reason: 'one' }),
        request('POST', EVENTS, { json: 2, reason: 'other' }),
      ])
      return (await Promise.all(answers.map((answer) => answer.text()))).toSorted().join(' ')
    })
    expect(await call()).toBe('{"answer":"ap1"} {"answer":"ap2"}')
    expect(opened).toHaveLength(2)
    expect(proxied(vault)).toHaveLength(2)
  })

  test('is not asked for again by a client that opens no pages, and the next equal one is new', async () => {
    const vault = await startAskingVault(false)
    const { call } = await connectTool(vault, addOnce, { opens: false })
    const asked = await call()
    expect(await call(), 'nobody has decided').toBe(asked)
    expect(asked).toContain(`${APPROVAL_PAGE} (approval_id ap1) Afterwards, call this tool again.`)
    vault.sayYes()
    expect(await call()).toBe('{"answer":"ap1"}')
    expect(proxied(vault)).toHaveLength(1)
    expect(await call()).toContain('approval_id ap2')
  })

  test('is not asked for again after its tool waited too long', async () => {
    const vault = await startAskingVault(false)
    const patience = { wait: 0.01 }
    const { call, opened } = await connectTool(vault, addOnce, { patience })
    expect(await call()).toBe('Nobody has decided about the request yet: call this tool again later.')
    vault.sayYes()
    patience.wait = 50
    expect(await call()).toBe('{"answer":"ap1"}')
    expect(opened).toHaveLength(1)
    expect(proxied(vault)).toHaveLength(1)
  })

  test('is not made again after the user had to connect an account for the next call', async () => {
    const vault = await startAskingVault()
    const other = 'https://api.example.com/other'
    vault.failing.set(other, 'grant_not_found')
    const { call, opened } = await connectTool(vault, async (_, { request }) => {
      const one = await request('POST', EVENTS, { json: 1, reason: 'one' })
      await request('GET', other)
      return one.text()
    })
    expect(await call()).toBe('{"answer":"ap1"}')
    expect(opened).toEqual([APPROVAL_PAGE, MINTED.connect_url])
    expect(proxied(vault).filter(({ headers }) => headers.get(HEADER.url) === EVENTS)).toHaveLength(1)
  })

  test('is not made again after its tool failed in what it did next', async () => {
    const vault = await startAskingVault()
    const other = 'https://api.example.com/other'
    vault.failing.set(other, 'policy_violation')
    const { call, opened } = await connectTool(vault, async (_, { request }) => {
      const one = await request('POST', EVENTS, { json: 1, reason: 'one' })
      await request('GET', other)
      return one.text()
    })
    expect(await call()).toContain('policy_violation')
    expect(await call()).toBe('{"answer":"ap1"}')
    expect(opened).toEqual([APPROVAL_PAGE])
    expect(await call(), 'an equal one after the tool did its work').toBe('{"answer":"ap2"}')
  })

  test('is not made again after its tool said that it failed', async () => {
    const vault = await startAskingVault()
    let isFailing = true
    const { call, opened } = await connectTool(vault, async (_, { request }) => {
      const text = await (await request('POST', EVENTS, { json: 1, reason: 'one' })).text()
      return { content: [{ type: 'text', text }], isError: isFailing }
    })
    expect(await call()).toBe('{"answer":"ap1"}')
    isFailing = false
    expect(await call()).toBe('{"answer":"ap1"}')
    expect(opened).toEqual([APPROVAL_PAGE])
  })

  test('is not made again after its tool was cancelled', async () => {
    const vault = await startAskingVault()
    const steps = new EventEmitter()
    const working = once(steps, 'working')
    const ended = once(steps, 'ended')
    let isFirst = true
    const { mcp, call, opened } = await connectTool(vault, async (_, { request, mcpReq }) => {
      const one = await request('POST', EVENTS, { json: 1, reason: 'one' })
      if (isFirst) {
        isFirst = false
        steps.emit('working')
        await once(mcpReq.signal, 'abort')
        steps.emit('ended')
        return 'nobody reads this'
      }
      return one.text()
    })
    const leaving = new AbortController()
    const left = mcp.callTool({ name: 'two' }, { signal: leaving.signal })
    await working
    leaving.abort()
    await expect(left).rejects.toThrow()
    await ended
    expect(await call()).toBe('{"answer":"ap1"}')
    expect(opened).toEqual([APPROVAL_PAGE])
  })

  test('that the provider refused is a new one when its tool is called again, unlike the one before it', async () => {
    const vault = await startAskingVault()
    vault.refused.add('ap2')
    const { call, opened } = await connectTool(vault, async (_, { request }) => {
      const one = await request('POST', EVENTS, { json: 1, reason: 'one' })
      const other = await request('POST', EVENTS, { json: 2, reason: 'other' })
      return `${await one.text()} ${await other.text()}`
    })
    expect(await call()).toContain('provider_api_error')
    expect(await call()).toBe('{"answer":"ap1"} {"answer":"ap3"}')
    expect(opened).toHaveLength(3)
  })

  test('whose answer one tool has got is given to no equal one at the same time', async () => {
    const vault = await startAskingVault()
    const steps = new EventEmitter()
    const working = once(steps, 'working')
    const may = once(steps, 'end')
    const { call } = await connectTool(vault, async (_, { request }) => {
      const text = await (await request('POST', EVENTS, { json: 1, reason: 'one' })).text()
      steps.emit('working')
      if (text.includes('ap1')) await may
      return text
    })
    const first = call()
    await working
    expect(await call()).toBe('{"answer":"ap2"}')
    steps.emit('end')
    expect(await first).toBe('{"answer":"ap1"}')
  })

  test('whose answer broke off is not made again', async () => {
    const vault = await startAskingVault()
    let isBreaking = true
    const agent = new Agent({
      apiKey: AGENT_KEY,
      baseUrl: vault.url,
      async fetch(request) {
        const answer = await fetch(request)
        return isBreaking && new URL(request.url).pathname.endsWith('/result') ? brokenOff(answer) : answer
      },
    })
    const mcp = await connectProgram(vault, undefined, { agent })
    expect(textOf(await mcp.callTool(ADD))).toContain('approval_id ap1')
    expect(textOf(await mcp.callTool(ADD))).toContain('(cut here: the answer broke off)')
    const result = { name: 'approval_result', arguments: { approval_id: 'ap1' } }
    expect(textOf(await mcp.callTool(result))).toContain('(cut here: the answer broke off)')
    isBreaking = false
    expect(textOf(await mcp.callTool(ADD))).toContain('{"answer":"ap1"}')
    expect(textOf(await mcp.callTool(ADD))).toContain('approval_id ap2')
  })

  test('that the user did not look at does not hide the one that was approved before', async () => {
    const vault = await startAskingVault()
    const opened: string[] = []
    const mcp = await connectTwo(vault, (url) => {
      opened.push(url)
      return Promise.resolve(opened.length === 1 ? 'accept' : 'decline')
    })
    expect(textOf(await mcp.callTool({ name: 'two' }))).toBe(
      'The user did not look at the request. Calls that were approved may have been sent (approval_id ap1).',
    )
  })

  test('that was approved is named after the user did not connect an account', async () => {
    const vault = await startAskingVault()
    vault.failing.set(EVENTS_OF_OTHERS, 'grant_not_found')
    const mcp = await connectTwo(vault, (url) =>
      Promise.resolve(url === APPROVAL_PAGE ? 'accept' : 'decline'),
    )
    expect(textOf(await mcp.callTool({ name: 'two' }))).toBe(
      'The user did not connect an account. Calls that were approved may have been sent (approval_id ap1).',
    )
  })

  test('two equal ones of two tools at the same time are two, and none is lost', async () => {
    const vault = await startAskingVault(false)
    const steps = new EventEmitter()
    const both = once(steps, 'both')
    let started = 0
    const { call } = await connectTool(
      vault,
      async (args, context) => {
        started += 1
        if (started === 2) steps.emit('both')
        await both
        return addOnce(args, context)
      },
      { opens: false },
    )
    const asked = await Promise.all([call(), call()])
    expect(asked.toSorted()).toEqual([
      expect.stringContaining('approval_id ap1'),
      expect.stringContaining('approval_id ap2'),
    ])
    vault.sayYes()
    const answers = await Promise.all([call(), call()])
    expect(answers.toSorted()).toEqual(['{"answer":"ap1"}', '{"answer":"ap2"}'])
    expect(proxied(vault)).toHaveLength(2)
  })

  test('is another one for another user of the same server', async () => {
    const vault = await startAskingVault()
    const agent = agentOf(vault)
    const adas = await connectProgram(vault, undefined, { agent, userToken: 'eyJ.ada' })
    const eves = await connectProgram(vault, undefined, { agent, userToken: 'eyJ.eve' })
    expect(textOf(await adas.callTool(ADD))).toContain('approval_id ap1')
    expect(textOf(await eves.callTool(ADD))).toContain('approval_id ap2')
    expect(textOf(await adas.callTool(ADD))).toContain('{"answer":"ap1"}')
    expect(textOf(await eves.callTool(ADD))).toContain('{"answer":"ap2"}')
  })

  test('whose answer was asked for by its id is over, so that an equal one is new', async () => {
    const vault = await startAskingVault()
    const mcp = await connectProgram(vault)
    expect(textOf(await mcp.callTool(ADD))).toContain('approval_id ap1')
    await mcp.callTool({ name: 'approval_result', arguments: { approval_id: 'ap1' } })
    expect(textOf(await mcp.callTool(ADD))).toContain('approval_id ap2')
  })
})

test('16.6 a body that JSON cannot write is named by the call, and by no hash of it', async () => {
  const { call } = await connectTool(await startAskingVault(), (_, { request }) =>
    request('POST', EVENTS, { json: 1n }),
  )
  expect(await call()).toContain('json cannot be written as JSON')
})

describe('16.6 an error on the way to the vault', () => {
  test.for([['gone'], ['strange']])('names no address of the server: %s', async ([kind]) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => log.mockRestore())
    const url = 'http://localhost:4401'
    const agent = new Agent({
      apiKey: AGENT_KEY,
      baseUrl: url,
      fetch: () =>
        kind === 'gone'
          ? Promise.reject(new TypeError('fetch failed'))
          : Promise.resolve(new Response('<html>')),
    })
    const server = createMcpHandler(() => createAgentServer(agent, () => undefined))
    const mcp = createClient('2026-07-28')
    await mcp.connect(
      new StreamableHTTPClientTransport(new URL('http://mcp.test/mcp'), {
        fetch: (to, init) => server.fetch(new Request(to, init)),
      }),
    )
    onTestFinished(() => mcp.close())
    const listed = textOf(await mcp.callTool({ name: 'list_connections' }))
    expect(listed).toBe('The vault gave no answer. The log of the MCP server says why.')
    await expect(mcp.readResource({ uri: 'alter://providers' })).rejects.toThrow(listed)
    expect(String(log.mock.calls[0])).toContain('4401')
  })
})

test('16.6 connect believes no answer to a question that nobody asked', async () => {
  const vault = await startAskingVault()
  const mcp = await connectProgram(vault, () => Promise.resolve('decline'))
  const result = await mcp.callTool({
    name: 'connect',
    arguments: { provider: 'google' },
    inputResponses: { other: { action: 'accept' } },
  } as Parameters<typeof mcp.callTool>[0])
  expect(textOf(result)).toBe('The user did not connect an account: nothing was done.')
})
