import { HEADER, type PolicyRule } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { connectGoogle, problem, VAULT } from './system.ts'

const test = vaultTest(({ apiServer }) => ({
  google: { api_hosts: [apiServer.host] },
  vault: { allow_private_network: true },
})).extend('url', ({ api }) => `${api.origin}/`)

/** Rules that an earlier version took, and that are refused today. */
const ASKED_NOBODY = [
  { type: 'require_approval', approver: 'operator', hosts: ['https://api.example.com'] },
  { type: 'require_approval', approver: 'operator', hosts: ['*.example.com'] },
  { type: 'require_approval', approver: 'operator', paths: ['/users*'] },
  { type: 'require_approval', approver: 'operator', paths: ['/users/*', '/users?id=1'] },
] as const satisfies PolicyRule[]
const LISTS_NOTHING: PolicyRule = { type: 'methods_and_paths', allow: [{ paths: ['/users*'] }] }
const EARLIER: PolicyRule[] = [...ASKED_NOBODY, LISTS_NOTHING]

/** A rule that only another version could read. */
const NEWER: PolicyRule = { type: 'time_window', zone: 'Moon/Tycho', from: '00:00', to: '24:00' }

describe('16.5 an agent with a rule of another version', () => {
  test.for([...EARLIER, NEWER])(
    'is found, and denied until it is changed: %j',
    async (rule, { agents, backend, delegations, url, user, api }) => {
      const scout = await agents.make({ rules: [rule] }, {}, user)
      const { grant_id } = await connectGoogle(backend)
      await delegations.give(grant_id, scout.agent.id)
      expect(await agents.store.list(agents.app)).toContainEqual(
        expect.objectContaining({
          id: scout.agent.id,
          rules: [expect.objectContaining({ type: expect.any(String) })],
        }),
      )
      expect(await agents.store.find(agents.app, scout.agent.id)).not.toBeNull()
      expect(await agents.store.byName(agents.app, scout.agent.name)).not.toBeNull()

      const before = api.arrivals.length
      expect(await problem(await scout.backend.call(url))).toMatchObject({ code: 'policy_violation' })
      expect(api.arrivals).toHaveLength(before)

      await agents.store.update(agents.app, scout.agent.id, { rules: [] })
      expect((await scout.backend.call(url)).status).toBe(200)
    },
  )

  test('can be deleted', async ({ agents, system }) => {
    const scout = await agents.make({ rules: [ASKED_NOBODY[0]] })
    expect(await scout.revoke()).toMatchObject({ status: 'revoked' })
    const me = new Request(`${VAULT}/sdk/me`, { headers: { [HEADER.apiKey]: scout.secret } })
    expect(await problem(await system.vault.fetch(me))).toMatchObject({ code: 'agent_inactive' })
  })
})

describe('16.5 a delegation with a rule of another version', () => {
  test.for([...EARLIER, NEWER])(
    'is listed, denies, raises no alarm and can be ended: %j',
    async (rule, { agents, backend, delegations, url, user, api }) => {
      const scout = await agents.make({}, {}, user)
      const { grant_id } = await connectGoogle(backend)
      const { id } = await delegations.give(grant_id, scout.agent.id, { rules: [rule] })
      expect(await delegations.store.ofGrants('demo', [grant_id])).toMatchObject([{ id }])
      expect((await backend.grants()).find((grant) => grant.grant_id === grant_id)).toMatchObject({
        delegations: [{ delegation_id: id }],
      })
      expect(delegations.altered).toEqual([])

      const before = api.arrivals.length
      expect(await problem(await scout.backend.call(url))).toMatchObject({ code: 'policy_violation' })
      expect(api.arrivals).toHaveLength(before)

      expect(await delegations.end(grant_id, scout.agent.id)).toBe(1)
      expect(await problem(await scout.backend.call(url))).toMatchObject({ code: 'no_delegated_grant' })
    },
  )
})

describe('16.5 a grant with a rule of another version', () => {
  test.for([...EARLIER, NEWER])(
    'is listed, denies, raises no alarm and can be revoked: %j',
    async (rule, { system, backend, url, api }) => {
      const { grant_id } = await connectGoogle(backend)
      await system.changeGrants(
        'update grants set policies = ? where id = ?',
        JSON.stringify([rule, { type: 'ttl', seconds: 86_400 }]),
        grant_id,
      )
      const [listed] = await backend.grants()
      expect(listed).toMatchObject({ grant_id, status: 'active' })
      // What can be read of the rules still counts.
      expect(listed?.expires_at).toEqual(rule === NEWER ? undefined : expect.any(String))
      const before = api.arrivals.length
      expect(await problem(await backend.call(url))).toMatchObject({
        code: 'policy_violation',
        policy_error: { policy: `grant ${grant_id}`, type: rule === NEWER ? 'unknown' : rule.type },
      })
      expect(api.arrivals).toHaveLength(before)
      expect((await backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST')).status).toBe(200)
      expect(await backend.grants()).toEqual([])
    },
  )
})
