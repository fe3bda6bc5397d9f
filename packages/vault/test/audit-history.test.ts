import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { HEADER } from '@alter/protocol'
import { expect } from 'vitest'
import { ownVaultTest, vaultTest, type VaultTest } from './fixtures.ts'
import { runCommand, writeConfig } from './commands.ts'
import { ARGUMENTS } from './processes.ts'
import { Backend, connectGoogle, type System } from './system.ts'

/** Would clear the screen and pretend to be a row of its own. */
const HOSTILE = 'a report\u001B[2J\nof\u009B31m \u202Ethe day'

const test = withAudit(vaultTest({}, makeHistory))
const alone = withAudit(ownVaultTest({}, makeHistory))

/** Ada and Bob have connected; Ada's calendar was read once, and once asked for at a host that gets no token. */
async function makeHistory(system: System): Promise<void> {
  await writeConfig(system.folder, system.config)
  const ada = new Backend(system)
  await connectGoogle(ada)
  await connectGoogle(new Backend(system, 'bob'))
  await ada.calendar({ [HEADER.reason]: encodeURIComponent(HOSTILE) })
  system.pass(3600)
  await ada.call('https://evil.example/')
  await system.vault.close()
  // Beside these every call of the backend leaves a row.
  await system.database("delete from audit where action in ('mint', 'list')")
}

function withAudit(base: VaultTest) {
  return base
    .extend('grants', async ({ system }) => {
      const rows = await system.database<{ grant_id: string; subject: string }>(
        'select grants.id as grant_id, subject from grants join users on users.id = user_id order by subject',
      )
      const [ada, bob] = rows
      if (!ada || !bob) throw new Error('not connected')
      return { ada, bob }
    })
    .extend('audit', ({ system }) => {
      return (...words: string[]): ReturnType<typeof runCommand> => {
        return runCommand(system.folder, ['audit', ...words])
      }
    })
    .extend('events', ({ audit }) => {
      // What each line of `--json` says happened, and how it ended.
      return async (...words: string[]): Promise<string[]> => {
        const { stdout } = await audit('--json', ...words)
        const lines = stdout.split('\n').slice(0, -1)
        return lines.map((line) => {
          const { user, action, outcome }: Record<string, unknown> = JSON.parse(line)
          return `${String(user)} ${String(action)} ${String(outcome)}`
        })
      }
    })
}

test('audit shows who did what, oldest first', async ({ system, grants, audit }) => {
  const { code, stdout } = await audit()
  expect(code).toBe(0)
  const [head, ...rows] = stdout.trimEnd().split('\n')
  expect(head).toMatch(
    /^AT +APP +USER +AGENT +ACTION +OUTCOME +PROVIDER +GRANT +METHOD +HOST +PATH +STATUS +MS +DETAIL +REASON +KEY +TOOL$/,
  )
  const { host } = new URL(system.provider.google.api)
  expect(rows).toEqual([
    expect.stringMatching(/^\S+Z  demo  ada +- +connect +ok +google +\S+ +- +- +- +- +\d+ +- +- +- +-$/),
    expect.stringMatching(/^\S+Z  demo  bob +- +connect +ok +google /),
    expect.stringContaining(`GET ${host} 200`),
    expect.stringMatching(
      / ada +- +use +denied +google +\S+ +GET +evil\.example +\/ +- +\d+ +host_not_allowed +- +config +-$/,
    ),
  ])
  expect(rows[2]).toContain(grants.ada.grant_id)
})

test('text of a caller does not control the terminal, and is unchanged in JSON', async ({
  grants,
  audit,
}) => {
  const { stdout: shown } = await audit()
  expect(shown).toMatch(/a report\[2Jof31m the day +config +-$/m)
  const { stdout } = await audit('--json')
  expect(stdout).not.toMatch(/[^\P{C}\n]/u)
  const [, , use = ''] = stdout.split('\n')
  expect(JSON.parse(use)).toMatchObject({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    app: 'demo',
    user: 'ada',
    action: 'use',
    outcome: 'ok',
    provider: 'google',
    grant: grants.ada.grant_id,
    ms: expect.any(Number),
    reason: HOSTILE,
  })
})

test('--user, --grant and --app', async ({ grants, audit, events }) => {
  const ofBob = ['bob connect ok']
  expect(await events('--user', 'bob')).toEqual(ofBob)
  expect(await events('--grant', grants.bob.grant_id)).toEqual(ofBob)
  expect(await events('--app', 'demo', '--user', 'ada')).toHaveLength(3)
  expect(await audit('--user', 'carol')).toMatchObject({
    code: 0,
    stdout: 'No row matches.\n',
  })
})

alone(
  'B6: --user and --grant find rows behind thousands of other rows',
  async ({ system, grants, events }) => {
    const young = Date.now() + 10_000_000
    await system.database(`
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 12000)
    insert into audit (id, app_id, action, outcome, latency_ms, at)
    select 'other-' || n, 'demo', 'use', 'ok', 1, ${young} + n / 7 from numbers`)
    expect(await events('--grant', grants.bob.grant_id)).toEqual(['bob connect ok'])
    expect(await events('--user', 'ada')).toHaveLength(3)
  },
)

alone(
  '--app accepts an app that is no longer configured, and lists the existing apps',
  async ({ system, audit, events }) => {
    await system.database("update audit set app_id = 'former' where outcome = 'denied'")
    expect(await events('--app', 'former')).toEqual(['ada use denied'])
    expect(await events()).toHaveLength(4)
    expect(await audit('--app', 'demmo')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--app: there is no app "demmo"; there are demo, former.'),
    })
  },
)

alone('--since accepts an age or a time', async ({ system, events }) => {
  await system.database("update audit set at = at - 86400000 where action = 'connect'")
  expect(await events('--since', '2h')).toEqual(['ada use ok', 'ada use denied'])
  expect(await events('--since', '3d')).toHaveLength(4)
  expect(await events('--since', new Date(Date.now() + 60_000).toISOString())).toEqual(['ada use denied'])
})

test('--limit shows the newest, and says that there are others', async ({ audit }) => {
  const { stdout, stderr } = await audit('--limit', '1')
  expect(stdout.split('\n')).toHaveLength(3)
  expect(stdout).toContain('denied')
  expect(stderr).toBe('Older rows match too: use --limit to show more than 1.\n')
  expect((await audit('--limit', '4')).stderr).toBe('')
})

test('a reader that stops early is no failure', async ({ system }) => {
  const command = [process.execPath, ...ARGUMENTS, 'audit'].map((word) => `'${word}'`).join(' ')
  const { stderr } = await promisify(execFile)('sh', ['-c', `${command} | true`], { cwd: system.folder })
  expect(stderr).toBe('')
})
