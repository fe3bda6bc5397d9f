import { App } from '@alter/sdk'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API_KEY } from '../../sdk/test/fake-vault.ts'
import { startSystem, type System, WORK } from '../../sdk/test/system.ts'
import { calendarServer } from './calendar-server.ts'
import { connectAt, createClient, inProcess, type Revision, textOf } from './stage.ts'

let system: System

beforeAll(async () => {
  system = await startSystem()
})
afterAll(() => system.close())

/** A program of its own. */
function start(userToken: string): StdioClientTransport {
  const program = new URL('stdio-program.ts', import.meta.url).pathname
  return new StdioClientTransport({
    command: process.execPath,
    args: ['--conditions=@alter/source', program],
    env: {
      API_KEY,
      VAULT_URL: system.vaultUrl,
      CALENDAR_API: system.provider.google.api,
      USER_TOKEN: userToken,
    },
  })
}

/** What the program serves, in this process. */
function serve(userToken: string): ReturnType<typeof inProcess> {
  const app = new App({ apiKey: API_KEY, baseUrl: system.vaultUrl })
  return inProcess(() => calendarServer(app, system.provider.google.api, { userToken: () => userToken }))
}

describe.each<Revision>(['2025-11-25', '2026-07-28'])('%s over stdio', { timeout: 60_000 }, (revision) => {
  test('a client that opens pages is sent to one, and the tool goes on', async () => {
    const mcp = createClient(revision, async (url) => {
      await connectAt(system, url, WORK)
      return 'accept'
    })
    await mcp.connect(start(await system.signIn()))
    try {
      expect(textOf(await mcp.callTool({ name: 'whoami' }))).toContain(WORK)
    } finally {
      await mcp.close()
    }
  })

  test('a client that opens no pages gets the link', async () => {
    const mcp = createClient(revision)
    await mcp.connect(serve(await system.signIn()))
    try {
      const result = await mcp.callTool({ name: 'whoami' })
      expect(result.isError).toBe(true)
      expect(textOf(result)).toMatch(/http\S+#session=\S+$/)
    } finally {
      await mcp.close()
    }
  })

  test('a user who is nobody gets no account of the app', async () => {
    const mcp = createClient(revision)
    await mcp.connect(serve(''))
    try {
      const result = await mcp.callTool({ name: 'whoami' })
      expect(textOf(result)).toContain('userToken answered nothing')
    } finally {
      await mcp.close()
    }
  })
})
