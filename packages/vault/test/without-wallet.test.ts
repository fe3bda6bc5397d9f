import { randomBytes } from 'node:crypto'
import { HEADER, type PolicyRule } from '@alter/protocol'
import { type AppConfig, createVault } from '@alter/vault'
import { expect } from 'vitest'
import { runCommand, writeConfig } from './commands.ts'
import { vaultTest } from './fixtures.ts'
import { json, problem } from './system.ts'

const AGENT_KEY = `alter_key_agent_${randomBytes(32).toString('base64url')}`

const LIMIT: PolicyRule = { type: 'rate_limit', requests: 60, seconds: 60 }

function asks(approver: 'user' | 'operator'): PolicyRule {
  return { type: 'require_approval', approver }
}

const test = vaultTest()

const REASON =
  'no user can say yes, because this app has no Wallet: set identity.client_id of the app, or use approver: operator'

/** The app of a system with something else in it. */
function withApp(app: AppConfig | undefined, more: Partial<AppConfig>): AppConfig {
  if (!app) throw new Error('no app')
  return { ...app, ...more }
}

const RULES = [LIMIT, asks('user')]
const IN_FILE: [string, (app: AppConfig) => Partial<AppConfig>][] = [
  ['apps[0].policies[1].approver', () => ({ policies: RULES })],
  [
    'apps[0].providers.google.policies[1].approver',
    ({ providers }) => ({ providers: { google: { ...providers['google'], policies: RULES } } }),
  ],
  [
    'apps[0].agents[0].policies[1].approver',
    () => ({ agents: [{ name: 'scout', api_key: AGENT_KEY, policies: RULES }] }),
  ],
]

test.for(IN_FILE)(
  '16.5 no Wallet: the config file may not ask users at %s',
  async ([setting, more], { system }) => {
    const app = withApp(system.config.apps[0], {})
    const config = { ...system.config, apps: [withApp(app, more(app))] }
    await expect(createVault(config)).rejects.toThrow(`${setting}: ${REASON}`)
    const identity = { ...app.identity, client_id: 'the-vault' }
    const vault = await system.secondVault({ ...config, apps: [withApp(app, { ...more(app), identity })] })
    await vault.close()
  },
)

test('16.5 no Wallet: the CLI says so of a config file', async ({ system }) => {
  const config = { ...system.config, apps: [withApp(system.config.apps[0], { policies: RULES })] }
  await writeConfig(system.folder, config)
  const { stderr, stdout } = await runCommand(system.folder, ['doctor'])
  expect(stdout + stderr).toContain(`apps[0].policies[1].approver: ${REASON}`)
})

test('16.5 no Wallet: no session, no agent and no change of one asks users', async ({ backend, system }) => {
  const headers = { [HEADER.apiKey]: system.apiKey }
  const made = await backend.post('/sdk/agents', { name: 'asks-operator', rules: [asks('operator')] })
  const { id } = await json<{ id: string }>(made, 201)
  const patch = { method: 'PATCH', headers: { ...headers, 'content-type': 'application/json' } }
  const answers: [Response, string][] = [
    [await backend.tryMint({ grant_policy: { rules: RULES } }), 'grant_policy.rules.1.approver'],
    [
      await backend.tryMint({ agent: 'asks-operator', agent_policy: { rules: RULES } }),
      'agent_policy.rules.1.approver',
    ],
    [await backend.post('/sdk/agents', { name: 'asks', rules: RULES }), 'rules.1.approver'],
    [
      await system.vault.fetch(
        new Request(`http://vault.localhost:4401/sdk/agents/${id}`, {
          ...patch,
          body: JSON.stringify({ rules: RULES }),
        }),
      ),
      'rules.1.approver',
    ],
  ]
  for (const [answer, field] of answers) {
    expect(await problem(answer)).toMatchObject({
      status: 400,
      code: 'invalid_request',
      field,
      detail: `${field}: ${REASON}.`,
    })
  }
})

test('16.5 a grant of the app itself asks no user, with a Wallet or without', async ({ backend }) => {
  const answer = await backend.tryMint({ principal: 'app', grant_policy: { rules: RULES } })
  expect(await problem(answer)).toMatchObject({
    field: 'grant_policy.rules.1.approver',
    detail: expect.stringContaining(
      'a grant of the app itself has no user who can say yes: use approver: operator',
    ),
  })
})
