import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect } from 'vitest'
import { API_KEY, rejection } from './fake-vault.ts'
import { sdkTest } from './fixtures.ts'
import { connect, connectAccounts, WORK, type System } from './system.ts'

const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython && process.env['CI'] !== undefined) {
  throw new Error('python3 is missing, so examples/events.py cannot be tested: apt-get install python3')
}
if (!hasPython)
  process.stderr.write('\nSKIPPED: python3 is missing, so examples/events.py is not tested.\n\n')

async function run(system: System, userToken: string): Promise<string> {
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

describe.skipIf(!hasPython)('examples/events.py, over the REST reference', () => {
  sdkTest('not connected: it says where to connect, and then prints the calendar', async ({ system }) => {
    const userToken = await system.signIn()
    const first = await run(system, userToken)
    const [, sessionToken = '', sessionId = ''] =
      /^Connect first: \S+#session=(alter_cs_([^_]+)_\S+)$/m.exec(first) ?? []
    await connect(system, { sessionToken, sessionId }, { account: WORK })
    const [account, ...events] = (await run(system, userToken)).trim().split('\n')
    expect(account).toBe(WORK)
    expect(events.length).toBeGreaterThan(0)
  })

  sdkTest('two accounts: it ends with the code and the detail of the problem', async ({ system, app }) => {
    const userToken = await system.signIn()
    await connectAccounts(system, { app, userToken }, WORK, 'ada@home.example')
    expect(await rejection(run(system, userToken))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ambiguous_grant: /),
    })
  })
})
