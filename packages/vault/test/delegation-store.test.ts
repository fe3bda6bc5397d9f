import { expect } from 'vitest'
import type { StoredGrant } from '../src/grants/grant.ts'
import type { TestDelegations } from './delegations.ts'
import { vaultTest } from './fixtures.ts'
import { Backend, Browser, connectGoogle, json, type System } from './system.ts'

const test = vaultTest()

async function agentsOf(delegations: TestDelegations, grantId: string): Promise<string[]> {
  const found = await delegations.store.ofGrants('demo', [grantId])
  return found.map(({ agentId }) => agentId).toSorted()
}

async function version(system: System, user: string): Promise<number> {
  const [row] = await system.database<{ version: number }>(
    'select grants_version as version from users where subject = ?',
    user,
  )
  return Number(row?.version)
}

test('one delegation for a grant and an agent: a second one takes the place of the first', async ({
  ownBackend: backend,
  ownDelegations: delegations,
}) => {
  const { grant_id } = await connectGoogle(backend)
  const rules = [{ type: 'methods_and_paths' as const, allow: [{ methods: ['GET'] }] }]
  const first = await delegations.give(grant_id, 'scout')
  const second = await delegations.give(grant_id, 'scout', { rules, expiresAt: Date.now() + 60_000 })
  expect(second.id).not.toBe(first.id)
  expect(await delegations.store.find('demo', grant_id, 'scout')).toEqual(second)
  expect(await delegations.store.ofAgent('demo', 'scout', { provider: 'google' })).toEqual([second])
  expect(await delegations.store.ofUser('demo', second.userId)).toEqual([second])
  expect(await delegations.store.find('demo', grant_id, 'other')).toBeNull()
  expect(await delegations.store.find('another-app', grant_id, 'scout')).toBeNull()
})

test('a delegation that ended leaves the grant and the other agents alone, and counts as a change', async ({
  system,
  user,
  backend,
  delegations,
}) => {
  const { grant_id } = await connectGoogle(backend)
  await delegations.give(grant_id, 'scout')
  await delegations.give(grant_id, 'other')
  const before = await version(system, user)
  expect(await delegations.end(grant_id, 'scout')).toBe(1)
  expect(await version(system, user)).toBeGreaterThan(before)
  expect(await delegations.end(grant_id, 'scout')).toBe(0)
  expect(await agentsOf(delegations, grant_id)).toEqual(['other'])
  expect((await backend.calendar()).status).toBe(200)
})

test('a delegation ends with its time', async ({ backend, delegations }) => {
  const { grant_id } = await connectGoogle(backend)
  await delegations.give(grant_id, 'scout', { expiresAt: Date.now() - 1 })
  expect(await agentsOf(delegations, grant_id)).toEqual([])
})

test('a revoked grant ends its delegations, and the same account connected again has none', async ({
  backend,
  delegations,
}) => {
  const { grant_id } = await connectGoogle(backend)
  await delegations.give(grant_id, 'scout')
  await json(await backend.post(`/sdk/grants/${grant_id}/revoke`, {}))
  expect(await agentsOf(delegations, grant_id)).toEqual([])
  expect((await connectGoogle(backend)).grant_id).toBe(grant_id)
  expect(await agentsOf(delegations, grant_id)).toEqual([])
})

test('a grant that an earlier version of the vault ended has no delegations when it is connected again', async ({
  ownSystem: system,
  ownBackend: backend,
  ownDelegations: delegations,
}) => {
  const { grant_id } = await connectGoogle(backend)
  await delegations.give(grant_id, 'scout')
  // That version knows no delegations.
  await system.changeGrants("update grants set status = 'expired', ended_by = 'time'")
  expect(await agentsOf(delegations, grant_id)).toEqual(['scout'])
  expect((await connectGoogle(backend)).grant_id).toBe(grant_id)
  expect(await agentsOf(delegations, grant_id)).toEqual([])
})

test('a grant that is authorized again with more scopes takes back what agents were given of it', async ({
  system,
  backend,
  delegations,
}) => {
  const minted = await backend.mint({ allowed_providers: ['google'], required_scopes: { google: [] } })
  const fewer = { account: 'ada@work.example', scopes: [] }
  const outcome = await new Browser(system).connect(minted, fewer)
  const grantId = outcome.grants[0]?.grant_id ?? ''
  await delegations.give(grantId, 'scout')
  const again = await backend.mint({ allowed_providers: ['google'], required_scopes: { google: [] } })
  await new Browser(system).connect(again, fewer)
  expect(await agentsOf(delegations, grantId)).toEqual(['scout'])
  expect((await connectGoogle(backend)).grant_id).toBe(grantId)
  expect(await agentsOf(delegations, grantId)).toEqual([])
  expect((await backend.calendar()).status).toBe(200)
})

test('a grant connected again while it lives keeps its delegations', async ({ backend, delegations }) => {
  const { grant_id } = await connectGoogle(backend)
  await delegations.give(grant_id, 'scout')
  expect((await connectGoogle(backend)).grant_id).toBe(grant_id)
  expect(await agentsOf(delegations, grant_id)).toEqual(['scout'])
})

test.for(['expired', 'broken', 'revoked'] as const)(
  'a grant that ends as %s ends its delegations',
  async (status, { backend, delegations }) => {
    const { grant_id } = await connectGoogle(backend)
    await delegations.give(grant_id, 'scout')
    const grant = await delegations.grants.find('demo', grant_id)
    if (!grant) throw new Error('no grant')
    expect(await delegations.grants.end(grant, status, 'provider')).toBe(true)
    expect(await agentsOf(delegations, grant_id)).toEqual([])
  },
)

test('a grant that was altered takes its delegations with it when it is revoked', async ({
  system,
  backend,
  delegations,
}) => {
  const { grant_id } = await connectGoogle(backend)
  await delegations.give(grant_id, 'scout')
  await system.database("update grants set scopes = '[]' where id = ?", grant_id)
  await json(await backend.post(`/sdk/grants/${grant_id}/revoke`, {}))
  expect(await agentsOf(delegations, grant_id)).toEqual([])
})

test('a deleted user leaves no delegations', async ({
  ownSystem: system,
  ownBackend: backend,
  ownDelegations: delegations,
}) => {
  const { grant_id } = await connectGoogle(backend)
  await delegations.give(grant_id, 'scout')
  await json(await backend.ask('/sdk/users/ada', 'DELETE'))
  expect(await system.database('select id from delegations')).toEqual([])
})

test('no delegation is written for a grant that has ended, was authorized again in the meantime, has expired, or has no user', async ({
  ownSystem: system,
  ownBackend: backend,
  ownDelegations: delegations,
}) => {
  const { grant_id } = await connectGoogle(backend)
  const given = await delegations.grants.find('demo', grant_id)
  if (!given) throw new Error('no grant')
  await json(await backend.post(`/sdk/grants/${grant_id}/revoke`, {}))
  async function write(grant: StoredGrant): Promise<unknown> {
    return delegations.storage
      .transaction()
      .execute((transaction) =>
        delegations.store.write(transaction, { grant, agentId: 'scout', rules: [], expiresAt: null }),
      )
  }
  await expect(write(given)).rejects.toMatchObject({ code: 'grant_revoked' })
  await expect(write({ ...given, status: 'expired', endedBy: 'time' })).rejects.toMatchObject({
    code: 'grant_expired',
  })
  const other = await connectGoogle(backend, 'ada@home.example')
  const before = await delegations.grants.find('demo', other.grant_id)
  if (!before) throw new Error('no grant')
  await expect(write({ ...before, authorizedAt: before.authorizedAt - 1 })).rejects.toMatchObject({
    code: 'grant_revoked',
  })
  await expect(write({ ...given, userId: '', owner: null })).rejects.toThrow('no user')
  expect(await system.database('select id from delegations')).toEqual([])
})

/** Another value that the column may hold; PostgreSQL writes large numbers as text. */
function altered(value: unknown): unknown {
  if (typeof value === 'number' || /^\d{10,15}$/.test(String(value))) return Number(value) + 1
  return typeof value === 'string' ? `${value}x` : 1
}

test('W4: a delegation with a rewritten column does not count, and counts again with its sealed values', async ({
  ownSystem: system,
  ownBackend: backend,
  ownDelegations: delegations,
}) => {
  const { grant_id } = await connectGoogle(backend)
  const { userId } = await delegations.give(grant_id, 'scout', { expiresAt: Date.now() + 600_000 })
  const [row] = await system.database<Record<string, unknown>>('select * from delegations')
  if (!row) throw new Error('no delegation')
  async function all(): Promise<unknown[]> {
    const { store } = delegations
    const found = await Promise.all([
      store.ofGrants('demo', [grant_id]),
      store.ofUser('demo', userId),
      store.ofAgent('demo', 'scout'),
    ])
    return found.flat()
  }
  expect(await all()).toHaveLength(3)
  for (const [column, value] of Object.entries(row)) {
    if (column === 'last_used_at') continue
    await system.database(`update delegations set ${column} = ?`, altered(value))
    expect(await all(), column).toEqual([])
    await system.database(`update delegations set ${column} = ?`, value)
    expect(await all(), column).toHaveLength(3)
  }
  expect(delegations.altered.length).toBeGreaterThan(0)
  await system.database("update delegations set rules = '[]', expires_at = null")
  expect(await all()).toEqual([])
})

test('W4: somebody who can write the database cannot revive a delegation or move it to another grant or user', async ({
  ownSystem: system,
  ownBackend: backend,
  ownDelegations: delegations,
}) => {
  const eve = new Backend(system, 'eve')
  const { grant_id } = await connectGoogle(backend)
  const other = await connectGoogle(eve, 'eve@work.example')
  const { userId } = await delegations.give(grant_id, 'scout')
  const ofEve = await delegations.give(other.grant_id, 'spy')
  await delegations.end(grant_id, 'scout')
  await system.database('update delegations set ended_at = null')
  expect(await agentsOf(delegations, grant_id)).toEqual([])
  await system.database("delete from delegations where agent_id = 'scout'")
  const moved = "update delegations set grant_id = ?, user_id = ? where agent_id = 'spy'"
  await system.database(moved, grant_id, userId)
  expect(await agentsOf(delegations, grant_id)).toEqual([])
  await system.database(moved, other.grant_id, ofEve.userId)
  expect(await agentsOf(delegations, other.grant_id)).toEqual(['spy'])
  await system.database("update users set subject = 'mallory' where subject = 'eve'")
  expect(await delegations.store.ofAgent('demo', 'spy')).toEqual([])
})

test('grants that end and delegations that begin and end at the same time cause no deadlock', async ({
  backend,
  delegations,
}) => {
  const { grant_id } = await connectGoogle(backend)
  for (let round = 0; round < 5; round += 1) {
    await delegations.give(grant_id, 'scout')
    const outcomes = await Promise.allSettled([
      backend.post(`/sdk/grants/${grant_id}/revoke`, {}).then((answer) => json(answer)),
      delegations.end(grant_id, 'scout'),
      delegations.give(grant_id, 'scout'),
      delegations.give(grant_id, 'other'),
    ])
    // What is given of a grant that has ended is refused; nothing else fails.
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'grant_revoked' })
    }
    expect(await agentsOf(delegations, grant_id)).toEqual([])
    await connectGoogle(backend)
  }
})
