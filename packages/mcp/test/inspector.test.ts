/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { mcpTest } from './fixtures.ts'
import { WORK } from '../../sdk/test/system.ts'
import { connectAt } from './stage.ts'

/** The Inspector keeps a file in its user's home. */
const test = mcpTest
  .extend('home', async ({}, { onCleanup }) => {
    const home = await mkdtemp(join(tmpdir(), 'alter-mcp-'))
    onCleanup(() => rm(home, { recursive: true }))
    return home
  })
  .extend('inspect', ({ served, home }) => {
    // What the Inspector's command line prints of a call.
    return async (userToken: string, ...args: string[]): Promise<string> => {
      const header = `Authorization: Bearer ${userToken}`
      const command = [program, '--cli', served.url.href, '--header', header, ...args]
      const inspected = promisify(execFile)(process.execPath, command, {
        env: { ...process.env, HOME: home },
      })
      // It exits with 1 after a result with `isError`.
      const { stdout } = await inspected.catch((error: unknown) => {
        if (error instanceof Error && 'stdout' in error) return { stdout: String(error.stdout) }
        throw error
      })
      return stdout
    }
  })

const manifest = createRequire(import.meta.url).resolve('@modelcontextprotocol/inspector/package.json')
const program = join(manifest, '../clients/launcher/build/index.js')

test('16.6 the Inspector lists the tools, gets the link, and calls the tool afterwards', async ({
  system,
  inspect,
}) => {
  const userToken = await system.signIn()
  expect(await inspect(userToken, '--method', 'tools/list')).toContain('list_events')
  const call = ['--method', 'tools/call', '--tool-name', 'whoami']
  const [link = ''] = /http[^"\s]+#session=[^"\s]+/.exec(await inspect(userToken, ...call)) ?? []
  await connectAt(system, link, WORK)
  expect(await inspect(userToken, ...call)).toContain(WORK)
})
