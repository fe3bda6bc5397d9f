import { App } from '@alter/sdk'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { describe, expect } from 'vitest'
import { sdkTest } from '../../sdk/test/fixtures.ts'
import { API_KEY } from '../../sdk/test/fake-vault.ts'
import { WORK } from '../../sdk/test/system.ts'
import { calendarServer } from './calendar-server.ts'
import { connectAt, createClient, inProcess, type Revision, textOf } from './stage.ts'

const test = sdkTest
  .extend('start', ({ system }) => {
    // A program of its own.
    return (userToken: string): StdioClientTransport => {
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
  })
  .extend('serve', ({ system }) => {
    // What the program serves, in this process.
    return (userToken: string): ReturnType<typeof inProcess> => {
      const app = new App({ apiKey: API_KEY, baseUrl: system.vaultUrl })
      return inProcess(() => calendarServer(app, system.provider.google.api, { userToken: () => userToken }))
    }
  })

describe.each<Revision>(['2025-11-25', '2026-07-28'])('%s over stdio', (revision) => {
  test('a client that opens pages is sent to one, and the tool goes on', async ({ system, start }) => {
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

  test('a client that opens no pages gets the link', async ({ system, serve }) => {
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

  test('a user who is nobody gets no account of the app', async ({ serve }) => {
    const mcp = createClient(revision)
    await mcp.connect(serve(''))
    try {
      const result = await mcp.callTool({ name: 'whoami' })
      expect(textOf(result)).toContain('userToken returned nothing')
    } finally {
      await mcp.close()
    }
  })
})
