import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { App } from '@alter/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API_KEY, rejection } from './fake-vault.ts'
import { connect, connectAccounts, startSystem, WORK, type System } from './system.ts'

const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython && process.env['CI'] !== undefined) {
  throw new Error('python3 is missing, so examples/events.py cannot be tested: apt-get install python3')
}
if (!hasPython)
  process.stderr.write('\nSKIPPED: python3 is missing, so examples/events.py is not tested.\n\n')

describe.skipIf(!hasPython)('examples/events.py, over the REST reference', { timeout: 30_000 }, () => {
  let system: System

  beforeAll(async () => {
    system = await startSystem()
  })

  afterAll(() => system.close())

  async function run(userToken: string): Promise<string> {
    const program = join(import.meta.dirname, '../examples/events.py')
    const url = `${system.provider.google.api}/calendar/v3/calendars/primary/events`
    const { stdout } = await promisify(execFile)('python3', [program, url], {
      env: {
        PATH: process.env['PATH'],
        ALTER_VAULT: system.vaultUrl,
        ALTER_API_KEY: API_KEY,
        ALTER_USER_TOKEN: userToken,
      },
    })
    return stdout
  }

  test('not connected: it says where to connect, and then prints the calendar', async () => {
    const userToken = await system.signIn()
    const first = await run(userToken)
    const [, sessionToken = '', sessionId = ''] =
      /^Connect first: \S+#session=(alter_cs_([^_]+)_\S+)$/m.exec(first) ?? []
    await connect(system, { sessionToken, sessionId }, { account: WORK })
    const [account, ...events] = (await run(userToken)).trim().split('\n')
    expect(account).toBe(WORK)
    expect(events.length).toBeGreaterThan(0)
  })

  test('two accounts: it ends with the code and the detail of the problem', async () => {
    const userToken = await system.signIn()
    const app = new App({ apiKey: API_KEY, baseUrl: system.vaultUrl })
    await connectAccounts(system, { app, userToken }, WORK, 'ada@home.example')
    expect(await rejection(run(userToken))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ambiguous_grant: /),
    })
  })
})
