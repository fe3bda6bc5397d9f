import { randomBytes } from 'node:crypto'
import type { PolicyRule } from '@alter/protocol'
import type { AppConfig } from '@alter/vault'
import { afterEach, expect, test } from 'vitest'
import { startSystem, type System } from './system.ts'

const AGENT_KEY = `alter_key_agent_${randomBytes(32).toString('base64url')}`

let system: System
afterEach(() => system.close())

const WARNING = 'a rule asks users for a yes, and they have no Wallet: set identity.client_id'

function asks(approver: 'user' | 'operator'): PolicyRule {
  return { type: 'require_approval', approver }
}

test.each<[string, Partial<AppConfig>]>([
  ['the app', { policies: [asks('user')] }],
  ['an agent', { agents: [{ name: 'scout', api_key: AGENT_KEY, policies: [asks('user')] }] }],
])('16.5 a start warns where a rule of %s asks users who have no Wallet', async (_, app) => {
  system = await startSystem({ app })
  expect(system.log.join('')).toContain(WARNING)
})

test('16.5 a provider’s rule is looked at too', async () => {
  system = await startSystem({ google: { policies: [asks('user')] } })
  expect(system.log.join('')).toContain(WARNING)
})

test('16.5 nothing is said where the operator is asked, and where there is a Wallet', async () => {
  system = await startSystem({ app: { policies: [asks('operator')] } })
  expect(system.log.join('')).not.toContain(WARNING)
  await system.close()
  system = await startSystem({ app: { policies: [asks('user')] }, wallet: true })
  expect(system.log.join('')).not.toContain(WARNING)
})
