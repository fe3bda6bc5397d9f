import { HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { verifyChain } from '../src/audit/verify.ts'
import { resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import { openAgents } from './agents.ts'
import { openDelegations } from './delegations.ts'
import { runCommand, writeConfig } from './commands.ts'
import { openStorage } from '../src/storage/open.ts'
import { Backend, connectGoogle, problem, type System } from './system.ts'

/** A user who has connected Google. */
const test = ownVaultTest({}, (system) => connectGoogle(new Backend(system)))

interface Row {
  path: string | null
  run: string | null
  tool: string | null
  context: string | null
  client: string | null
}

/** Uses so far; reading the list has the audit written. */
async function uses(by: Backend): Promise<Row[]> {
  await by.grants()
  return by.system.database<Row>(
    "select path, run, tool, context, client from audit where action = 'use' order by id",
  )
}

test('16.7 a row has run, tool, context, client and address of a use, without its query', async ({
  system,
  backend,
}) => {
  const context = { step: 2, why: 'für Ada', 'a key': [null, 'x'] }
  await backend.call(`${system.provider.google.api}/calendar/v3/calendars/primary/events?q=secret#part`, {
    [HEADER.run]: encodeURIComponent('run 7 ✓'),
    [HEADER.tool]: 'list_events',
    [HEADER.context]: encodeURIComponent(JSON.stringify(context, null, 2)),
    [HEADER.client]: encodeURIComponent('Claude Code 2'),
  })
  const [row] = await uses(backend)
  expect(row).toEqual({
    path: new URL(`${system.provider.google.api}/calendar/v3/calendars/primary/events`).pathname,
    run: 'run 7 ✓',
    tool: 'list_events',
    context: JSON.stringify(context),
    client: 'Claude Code 2',
  })
  const settings = resolveSettings(system.config, {})
  const storage = await openStorage(settings.database)
  try {
    const masterKey = Buffer.from(system.config.master_key ?? '', 'base64')
    const { auditKey } = await openKeyring(storage, [masterKey], ['demo'])
    expect(await verifyChain(storage, auditKey, 'demo')).toMatchObject({ holds: true })
    const [stored] = await system.database<Record<string, unknown>>(
      "select * from audit where action = 'use'",
    )
    for (const column of ['path', 'run', 'tool', 'context', 'client', 'agent_id', 'delegation_id']) {
      await system.database(`update audit set ${column} = 'other' where action = 'use'`)
      expect(await verifyChain(storage, auditKey, 'demo'), column).toMatchObject({ holds: false })
      await system.database(`update audit set ${column} = ? where action = 'use'`, stored?.[column])
    }
    expect(await verifyChain(storage, auditKey, 'demo')).toMatchObject({ holds: true })
  } finally {
    await storage.destroy()
  }
})

test('16.7 nothing that names the call is passed on to the provider', async ({ system, backend }) => {
  await backend.calendar({
    [HEADER.run]: 'run-7',
    [HEADER.tool]: 'list_events',
    [HEADER.context]: '1',
    [HEADER.client]: 'an-mcp-client',
  })
  const [request] = system.provider.google.requests.slice(-1)
  const sent = JSON.stringify(request)
  for (const word of ['run-7', 'list_events', 'an-mcp-client']) expect(sent).not.toContain(word)
})

test.for<[string, string]>([
  [HEADER.context, '{"open":'],
  [HEADER.context, encodeURIComponent(JSON.stringify('ü'.repeat(2048)))],
  [HEADER.context, '%22%E4%22'],
  [HEADER.run, 'r'.repeat(257)],
  [HEADER.tool, encodeURIComponent('ü'.repeat(257))],
  [HEADER.client, 'c'.repeat(5000)],
])(
  '%s that the audit cannot keep is refused by its name, and nothing is sent',
  async ([header, value], { system, backend }) => {
    const before = system.provider.google.requests.length
    const refused = await problem(await backend.calendar({ [header]: value }))
    expect(refused).toMatchObject({ status: 400, code: 'invalid_request', field: header })
    expect(refused.detail).toContain(header)
    expect(system.provider.google.requests.length).toBe(before)
  },
)

test('16.7 a value of the maximum length is kept whole', async ({ backend }) => {
  const context = JSON.stringify('ü'.repeat(2047))
  await backend.calendar({
    [HEADER.context]: encodeURIComponent(context),
    [HEADER.run]: encodeURIComponent('€'.repeat(256)),
  })
  expect(await uses(backend)).toMatchObject([{ context, run: '€'.repeat(256) }])
})

test('16.7 audit_paths: false keeps no paths', async ({ start }) => {
  const hushed = await start({ vault: { audit_paths: false } })
  const user = new Backend(hushed)
  await connectGoogle(user)
  await user.calendar()
  expect(await uses(user)).toMatchObject([{ path: null }])
})

async function audit(at: System, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand(at.folder, ['audit', ...words])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return stdout
}

async function lines(at: System, ...words: string[]): Promise<Record<string, unknown>[]> {
  const shown = await audit(at, '--json', ...words)
  return shown
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

describe('16.7 alter-vault audit', () => {
  test('--agent finds what an agent did, by its name or id, one of the file and one that was deleted too', async ({
    start,
  }) => {
    const key = `alter_key_agent_${'k'.repeat(43)}`
    const system = await start({ app: { agents: [{ name: 'night_job', api_key: key }] } })
    const backend = new Backend(system)
    await connectGoogle(backend)
    await using agents = await openAgents(system)
    await using delegations = await openDelegations(system)
    const scout = await agents.make({ name: 'scout', displayName: 'Scout' })
    const file = new Backend({ ...system, apiKey: key })
    const [connected] = await backend.grants()
    const { id } = await delegations.give(connected?.grant_id ?? '', scout.agent.id)
    const context = { step: 1 }
    await scout.backend.calendar({
      [HEADER.tool]: 'list_events',
      [HEADER.run]: 'run-7',
      [HEADER.context]: JSON.stringify(context),
    })
    await file.calendar()
    await scout.revoke()
    const heir = await agents.make({ name: 'scout' })
    await heir.backend.calendar()
    await system.vault.close()
    await writeConfig(system.folder, system.config)
    expect(await lines(system, '--agent', 'scout')).toMatchObject([
      {
        user: 'ada',
        agent: 'scout',
        agent_id: scout.agent.id,
        delegation: id,
        action: 'use',
        outcome: 'ok',
        tool: 'list_events',
        run: 'run-7',
        context,
        path: '/google/calendar/v3/calendars/primary/events',
      },
      { agent: 'scout', agent_id: heir.agent.id, outcome: 'denied', detail: 'no_delegated_grant' },
    ])
    expect(await lines(system, '--agent', scout.agent.id)).toHaveLength(1)
    expect(await lines(system, '--agent', 'night_job')).toMatchObject([
      { agent: 'night_job', outcome: 'denied' },
    ])
    expect(await lines(system, '--agent', 'night%job')).toEqual([])
    expect(await audit(system, '--agent', 'nobody')).toBe('No row matches.\n')
    const table = await audit(system, '--agent', 'scout', '--limit', '1000')
    expect(table).toMatch(/^AT .* AGENT .* TOOL$/m)
    expect(table).toMatch(/ scout +use +ok .* list_events$/m)
  })
})
