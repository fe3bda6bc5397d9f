import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { Agent } from '@alter/sdk'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { onTestFinished, describe, expect } from 'vitest'
import { sdkTest } from '../../sdk/test/fixtures.ts'
import { createAgentServer } from '../src/program/agent-server.ts'
import { UsageError, readArguments } from '../src/program/arguments.ts'
import { describeAnswer } from '../src/program/answer.ts'
import { listen } from '../../sdk/test/listen.ts'
import { AGENT_KEY, WORK } from '../../sdk/test/system.ts'
import { connectAt, createClient, inProcess, type Opens, type Revision, textOf } from './stage.ts'

const PROGRAM = new URL('../src/bin.ts', import.meta.url).pathname
const NODE = ['--conditions=@alter/source', PROGRAM]

const test = sdkTest
  .extend('start', ({ system }) => {
    // A client of the program, in a process of its own.
    return async (revision: Revision, userToken: string, opens: Opens) => {
      const mcp = createClient(revision, opens)
      const env = { ALTER_AGENT_KEY: AGENT_KEY, ALTER_VAULT_URL: system.vaultUrl }
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: NODE,
        env: { ...env, ALTER_USER_TOKEN: userToken },
      })
      await mcp.connect(transport)
      onTestFinished(() => mcp.close())
      return mcp
    }
  })
  .extend('serve', ({ system }) => {
    // A client of what the program serves, in this process.
    return async (revision: Revision, userToken?: string, opens?: Opens) => {
      const agent = new Agent({ apiKey: AGENT_KEY, baseUrl: system.vaultUrl })
      const mcp = createClient(revision, opens)
      await mcp.connect(inProcess(() => createAgentServer(agent, () => userToken)))
      onTestFinished(() => mcp.close())
      return mcp
    }
  })
  .extend('whoami', ({ system }) => {
    return (more: Record<string, unknown> = {}) => {
      const url = `${system.provider.google.api}/oauth2/v3/userinfo`
      return { name: 'request', arguments: { provider: 'google', url, reason: 'looks who it is', ...more } }
    }
  })

describe.each<Revision>(['2025-11-25', '2026-07-28'])('%s over stdio', (revision) => {
  test('the agent asks the user for an account, and calls with it', async ({ system, start, whoami }) => {
    const asked: string[] = []
    const mcp = await start(revision, await system.signIn(), async (url, message) => {
      asked.push(message)
      await connectAt(system, url, WORK)
      return 'accept'
    })
    const listed = JSON.parse(textOf(await mcp.callTool({ name: 'list_connections' })))
    expect(listed).toEqual({
      accounts: [],
      providers: [{ id: 'google', name: 'Google', hosts: [new URL(system.provider.google.api).host] }],
    })
    const answer = textOf(await mcp.callTool(whoami()))
    expect(answer).toMatch(/^HTTP 200\ncontent-type: application\/json/)
    expect(answer).toContain(WORK)
    expect(asked).toHaveLength(1)
    const { accounts } = JSON.parse(textOf(await mcp.callTool({ name: 'list_connections' })))
    expect(accounts).toMatchObject([{ provider: 'google', account: WORK, status: 'active' }])
  })

  test('connect sends the user to the page, and says when they are done', async ({ system, serve }) => {
    const mcp = await serve(revision, await system.signIn(), async (url) => {
      await connectAt(system, url, WORK)
      return 'accept'
    })
    const call = { name: 'connect', arguments: { provider: 'google' } }
    expect(textOf(await mcp.callTool(call))).toBe('The account can be used now.')
  })

  test('a client that opens no pages gets the link', async ({ system, serve }) => {
    const mcp = await serve(revision, await system.signIn())
    const result = await mcp.callTool({ name: 'connect', arguments: { provider: 'google' } })
    expect(result.isError).toBe(true)
    expect(textOf(result)).toMatch(/http\S+#session=\S+$/)
  })

  test('without a user the agent says who could give it an account', async ({ serve, whoami }) => {
    const mcp = await serve(revision)
    expect(textOf(await mcp.callTool({ name: 'connect', arguments: { provider: 'google' } }))).toBe(
      'Nobody is signed in here, so no page can be opened. The user can give Scout an account in Daybreak.',
    )
    const result = await mcp.callTool(whoami({ account: 'somebody@else.example' }))
    expect(result.isError).toBe(true)
    expect(textOf(result)).toContain('Google')
  })

  test('the resource names the hosts of the providers', async ({ serve }) => {
    const mcp = await serve(revision)
    const { contents } = await mcp.readResource({ uri: 'alter://providers' })
    expect(contents[0]).toMatchObject({
      mimeType: 'application/json',
      text: expect.stringContaining('"google"'),
    })
  })
})

/** What it says of its environment. */
async function startWith(more: Record<string, string>): Promise<string> {
  const failed = promisify(execFile)(process.execPath, NODE, { env: { ...process.env, ...more } })
  return failed.then(
    () => '',
    (error: unknown) => (error instanceof Error && 'stderr' in error ? String(error.stderr) : ''),
  )
}

describe('16.6 what it is started with', () => {
  const env = { ALTER_AGENT_KEY: AGENT_KEY }
  test.each([
    ['no key', [], {}, /ALTER_AGENT_KEY is missing/],
    ['an unknown option', ['--htp', '1'], env, /--htp/],
    ['a port that is none', ['--http', '99999'], env, /--http must be a number from 0 to 65535, not "99999"/],
    ['a host that is empty', ['--http', '1', '--host', ''], env, /--host is empty/],
    [
      'a key with a line break',
      [],
      { ALTER_AGENT_KEY: `${AGENT_KEY}\n` },
      /ALTER_AGENT_KEY starts or ends with/,
    ],
    ['--host alone', ['--host', 'x'], env, /--host needs --http/],
    [
      'one user for all of http',
      ['--http', '1'],
      { ...env, ALTER_USER_TOKEN: 'x' },
      /ALTER_USER_TOKEN is only for stdio/,
    ],
  ])('%s is refused by its name', (_, args, environment, message) => {
    expect(() => readArguments(args, environment)).toThrow(UsageError)
    expect(() => readArguments(args, environment)).toThrow(message)
  })

  test('the key of an app, and an address that is none, are named by their variables', async () => {
    const said = await Promise.all([
      startWith({ ALTER_AGENT_KEY: 'alter_key_app_x' }),
      startWith({ ALTER_AGENT_KEY: AGENT_KEY, ALTER_VAULT_URL: 'x' }),
    ])
    expect(said[0]).toBe('ALTER_AGENT_KEY is not the key of an agent: it must begin with alter_key_agent_.\n')
    expect(said[1]).toMatch(/^ALTER_VAULT_URL is not a URL/)
  })

  test('an address that it cannot listen on is named, without a stack', async () => {
    const taken = createServer()
    onTestFinished(() => void taken.close())
    const port = await listen(taken)
    const started = promisify(execFile)(process.execPath, [...NODE, '--http', String(port)], {
      env: { ...process.env, ALTER_AGENT_KEY: AGENT_KEY },
    })
    const error: unknown = await started.catch((failed: unknown) => failed)
    expect(error).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^alter-mcp cannot listen .*EADDRINUSE.*\n$/),
    })
  })

  test('--help and --version', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [...NODE, '--version'])
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(readArguments(['--help'], {})).toBe('help')
  })
})

describe('16.6 an answer, as a model reads it', () => {
  test('W5: is cut where it does not end, as a stream of events, and given up', async () => {
    let isGivenUp = false
    const events = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
      cancel: () => void (isGivenUp = true),
    })
    const answer = new Response(events, { headers: { 'content-type': 'text/event-stream' } })
    const [text] = (await describeAnswer(answer, { longest: 50 })).content
    expect(text).toMatchObject({
      text: 'HTTP 200\ncontent-type: text/event-stream\n\ndata: 1\n\n\n\n(cut after 0.05 seconds: the answer goes on)',
    })
    expect(isGivenUp).toBe(true)
  })

  test('is cut where it is long', async () => {
    const text = (await describeAnswer(new Response('x'.repeat(100_001)))).content[0]
    expect(text).toMatchObject({ text: expect.stringContaining('(cut after 100000 characters') })
  })

  test('that breaks off keeps what came of it', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":1')),
      pull: (controller) => controller.error(new TypeError('terminated')),
    })
    const answer = new Response(body, { status: 201, headers: { 'content-type': 'application/json' } })
    expect((await describeAnswer(answer)).content[0]).toMatchObject({
      text: expect.stringMatching(/^HTTP 201\n[^]*\(cut here: the answer broke off\)$/),
    })
  })

  test('that is not text is only named', async () => {
    const picture = new Response(Buffer.from([1, 2, 3]), { headers: { 'content-type': 'image/png' } })
    expect((await describeAnswer(picture)).content[0]).toMatchObject({
      text: 'HTTP 200\ncontent-type: image/png\n\n(not text, so it is not shown)',
    })
  })

  test.for([
    ['text/plain; charset=iso-8859-1', Buffer.from('é', 'latin1')],
    ['text/csv;charset="windows-1252"', Buffer.from('é', 'latin1')],
    ['application/json; charset=utf-16le', Buffer.from('é', 'utf16le')],
    ['text/plain; charset=nonsense', Buffer.from('é')],
    ['application/x-ndjson', Buffer.from('é')],
    ['application/x-yaml', Buffer.from('é')],
  ] as const)('16.6 of type %s is decoded as it says', async ([type, bytes]) => {
    const answer = new Response(bytes, { headers: { 'content-type': type } })
    expect((await describeAnswer(answer)).content[0]).toMatchObject({ text: expect.stringMatching(/\né$/) })
  })

  test('of a refusal is an error', async () => {
    expect(await describeAnswer(new Response('no', { status: 403 }))).toMatchObject({ isError: true })
  })
})
