import {
  type Approval,
  HEADER,
  type Problem,
  type VaultReason,
  type WalletActivityPage,
  type WalletApproval,
  type WalletAppPage,
  type WalletConnectionPage,
  type WalletHome,
} from '@alter/protocol'
import { describe, expect } from 'vitest'
import { type AnswerName, ANSWERS } from '../src/reference/answers.ts'
import { ownVaultTest } from './fixtures.ts'
import { Backend, connectGoogle, json, problem, VAULT } from './system.ts'
import { codeOf, WalletBrowser } from './wallet-browser.ts'

const test = ownVaultTest(({ apiServer }) => ({
  wallet: true,
  vault: { allow_private_network: true },
  google: {
    api_hosts: [apiServer.host],
    policies: [
      { type: 'require_approval', methods: ['POST'], approver: 'user', name: 'ask before a change' },
    ],
  },
}))
  .extend('scout', ({ agents }) =>
    agents.make({ name: 'scout', displayName: 'Scout <b>', rules: [{ type: 'ttl', seconds: 9000 }] }),
  )
  .extend('grant', async ({ backend }) => (await connectGoogle(backend)).grant_id)
  .extend('ada', ({ system }) => new WalletBrowser(system).signedIn())
  /** What the API got. */
  .extend('received', { auto: true }, ({ api }) => {
    api.answer = (request, response) =>
      request.on('end', () =>
        response.writeHead(201, { 'content-type': 'application/json' }).end(`{"id":"event-1"}`),
      )
    return () => api.arrivals.map(({ request, body }) => `${request} ${body}`)
  })
  /** A call by the agent, for ada. */
  .extend('call', ({ api, scout }) => {
    return (method = 'GET', body?: string): Promise<Response> =>
      scout.backend.call(
        `${api.origin}/events?notify=all`,
        {
          [HEADER.reason]: 'Adds%20the%20lunch',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        { method, ...(body !== undefined && { body }) },
      )
  })
  .extend('asked', ({ call }) => async (): Promise<string> => {
    const answer = await call('POST', `{"summary":"Lunch"}`)
    expect(answer.status).toBe(202)
    const { approval_id, approval_url } = await json<Problem>(answer, 202)
    expect(approval_url).toBe(`${VAULT}/wallet/approvals/${approval_id}`)
    return approval_id ?? ''
  })

/** A good answer, as the reference has it. */
function checked<Value>(name: AnswerName, answer: Value): Value {
  expect(ANSWERS[name].safeParse(answer)).toMatchObject({ success: true })
  return answer
}

const VAULT_REASONS: readonly VaultReason[] = [
  'by the user, in the Wallet',
  'at the identity provider',
  'user deleted by the app',
  'user deleted at the identity provider',
  'given up by the agent',
  'alter-vault panic',
]

describe('agents in the Wallet', () => {
  test('17.1 stand at their connection, with their rules and what they did', async ({
    delegations,
    scout,
    grant,
    ada,
    call,
  }) => {
    await delegations.give(grant, scout.agent.id, {
      rules: [{ type: 'rate_limit', requests: 60, seconds: 60 }],
      expiresAt: Date.now() + 3_600_000,
    })
    expect((await call()).status).toBe(201)
    const home = checked('WalletHome', await ada.get<WalletHome>('home'))
    expect(home.apps).toMatchObject([{ agents: 1 }])
    const app = checked('WalletApp', await ada.get<WalletAppPage>('apps/demo'))
    expect(app.connection_list[0]?.agents).toMatchObject([
      { agent_id: scout.agent.id, agent_name: 'Scout <b>' },
    ])
    const page = checked('WalletConnection', await ada.get<WalletConnectionPage>(`connections/${grant}`))
    expect(page.connection.agents).toMatchObject([
      {
        agent_type: 'agent',
        agent_status: 'active',
        rules: [
          { type: 'ttl', seconds: 9000 },
          { type: 'rate_limit', requests: 60, seconds: 60 },
        ],
      },
    ])
    expect(page.connection.agents[0]?.ends_at).toMatch(/^\d{4}-/)
    const use = {
      action: 'use',
      agent: { agent_id: scout.agent.id, agent_name: 'Scout <b>' },
      path: '/events',
    }
    expect(page.activity.activity[0]).toMatchObject(use)
    const found = await ada.get<WalletActivityPage>(`activity?agent=${scout.agent.id}`)
    expect(found.activity).toMatchObject([use])
    expect(checked('WalletFilters', await ada.get('filters'))).toMatchObject({
      agents: [{ agent_id: scout.agent.id, agent_name: 'Scout <b>', app_id: 'demo' }],
    })
    checked('WalletExport', await ada.get('export'))
  })

  test('17.1 are removed one by one: their next call finds nothing, and the connection goes on', async ({
    delegations,
    scout,
    grant,
    ada,
    call,
  }) => {
    const given = await delegations.give(grant, scout.agent.id)
    expect((await call()).status).toBe(201)
    const removed = await ada.post(`delegations/${given.id}/remove`)
    const done = checked('WalletRemoval', await json<{ removed_at: string }>(removed))
    expect(await problem(await call())).toMatchObject({ code: 'no_delegated_grant' })
    expect((await ada.get<WalletHome>('home')).apps).toMatchObject([{ connections: 1, agents: 0 }])
    const again = await json<{ removed_at: string }>(await ada.post(`delegations/${given.id}/remove`))
    expect(Math.abs(Date.parse(again.removed_at) - Date.parse(done.removed_at))).toBeLessThan(5000)
    const { activity } = await ada.get<WalletActivityPage>('activity')
    // What it did can still be looked for.
    expect(checked('WalletFilters', await ada.get('filters'))).toMatchObject({
      agents: [{ agent_id: scout.agent.id, agent_name: 'Scout <b>', app_id: 'demo' }],
    })
    expect(activity.find(({ action }) => action === 'revoke_delegation')).toMatchObject({
      agent: { agent_id: scout.agent.id },
      vault_reason: 'by the user, in the Wallet',
    })
  })

  test('17.4 a caller who writes what the vault writes is quoted, and never in its name', async ({
    system,
    backend,
    delegations,
    scout,
    grant,
    ada,
  }) => {
    await delegations.give(grant, scout.agent.id)
    for (const reason of VAULT_REASONS) {
      const said = { [HEADER.reason]: encodeURIComponent(reason), [HEADER.grant]: grant }
      await scout.backend.calendar(said)
      await backend.calendar(said)
    }
    for (const reason of VAULT_REASONS) {
      const agent_id = scout.agent.id
      await backend.post(`/sdk/grants/${grant}/delegations/revoke`, { agent_id, reason })
    }
    for (const reason of VAULT_REASONS) await backend.post(`/sdk/grants/${grant}/revoke`, { reason })
    await ada.get('activity')
    // As vaults wrote them that noted no key: nothing else tells who asked.
    await system.database('update audit set key_id = null')
    const page = checked('WalletActivity', await ada.get<WalletActivityPage>('activity'))
    const reasons = page.activity.flatMap(({ action, reason }) =>
      reason === undefined ? [] : [[action, reason]],
    )
    for (const action of ['use', 'use', 'revoke_delegation', 'revoke']) {
      for (const reason of VAULT_REASONS) expect(reasons).toContainEqual([action, reason])
    }
    expect(reasons).toHaveLength(4 * VAULT_REASONS.length)
    expect(page.activity.filter((row) => 'vault_reason' in row)).toEqual([])
    const csv = await (await ada.send('/wallet/api/activity.csv')).text()
    const [heads, ...lines] = csv.trim().split('\r\n')
    expect(heads).toMatch(/reason.*detail.*vault_reason/)
    for (const line of lines) expect(line).toMatch(/,(?:"")?$/)
  })

  test('17.4 no caller can write the vault’s own reasons', async ({
    system,
    scout,
    grant,
    ada,
    delegations,
  }) => {
    await delegations.give(grant, scout.agent.id)
    await system.vault.fetch(
      new Request(`${VAULT}/sdk/me/delegations/${grant}`, {
        method: 'DELETE',
        headers: { [HEADER.apiKey]: scout.secret },
      }),
    )
    const { activity } = await ada.get<WalletActivityPage>('activity')
    const row = activity.find(({ action }) => action === 'revoke_delegation')
    expect(row).toMatchObject({ vault_reason: 'given up by the agent' })
    expect(row).not.toHaveProperty('reason')
  })

  test('17.4 of other users are not found, and stay', async ({ system, delegations, scout, ada }) => {
    const theirs = await connectGoogle(new Backend(system, 'grace'), 'grace@work.example')
    const given = await delegations.give(theirs.grant_id, scout.agent.id)
    for (const id of [given.id, 'x', theirs.grant_id]) {
      expect(await codeOf(await ada.post(`delegations/${id}/remove`))).toBe('not_found')
    }
    expect(await delegations.store.find('demo', theirs.grant_id, scout.agent.id)).not.toBeNull()
  })
})

describe('an approval in the Wallet', () => {
  test('17.1 waits on top, is read as it will be sent, and is sent once with a yes', async ({
    api,
    delegations,
    scout,
    grant,
    ada,
    received,
    asked,
  }) => {
    await delegations.give(grant, scout.agent.id)
    const id = await asked()
    expect(received()).toEqual([])
    const home = checked('WalletHome', await ada.get<WalletHome>('home'))
    expect(home.approvals).toMatchObject([{ approval_id: id, status: 'pending' }])
    const approval = checked('WalletApproval', await ada.get<WalletApproval>(`approvals/${id}`))
    expect(approval).toMatchObject({
      app: { app_id: 'demo', name: 'Daybreak' },
      agent: { agent_id: scout.agent.id, agent_name: 'Scout <b>' },
      connection_id: grant,
      provider_name: 'Google',
      account_identifier: 'ada@work.example',
      method: 'POST',
      host: api.host,
      path: '/events',
      query: 'notify=all',
      body: { kind: 'json', text: '{"summary":"Lunch"}' },
      reason: 'Adds the lunch',
      rule: 'ask before a change',
    })
    const approved = checked('WalletApproval', await json(await ada.post(`approvals/${id}/approve`)))
    expect(approved).toMatchObject({ status: 'executed', response_status: 201 })
    expect(received()).toEqual(['POST /events?notify=all {"summary":"Lunch"}'])
    expect(await codeOf(await ada.post(`approvals/${id}/approve`))).toBe('session_ended')
    expect(await codeOf(await ada.post(`approvals/${id}/deny`))).toBe('session_ended')
    expect(received()).toHaveLength(1)
    expect((await ada.get<WalletHome>('home')).approvals).toEqual([])
    const { activity } = await ada.get<WalletActivityPage>('activity')
    expect(activity.map(({ action }) => action)).toEqual(expect.arrayContaining(['approve', 'use']))
  })

  test('17.1 is refused with a reason, which whoever asked reads', async ({
    delegations,
    scout,
    grant,
    ada,
    received,
    asked,
  }) => {
    await delegations.give(grant, scout.agent.id)
    const id = await asked()
    expect(await codeOf(await ada.post(`approvals/${id}/deny`, { reason: 'x'.repeat(501) }))).toBe(
      'invalid_request',
    )
    expect(await codeOf(await ada.post(`approvals/${id}/deny`, { why: 'no' }))).toBe('invalid_request')
    const denied = await json<WalletApproval>(await ada.post(`approvals/${id}/deny`, { reason: 'not today' }))
    expect(denied).toMatchObject({ status: 'denied', denial_reason: 'not today' })
    const answer = await json<Approval>(await scout.backend.ask(`/sdk/approvals/${id}`))
    expect(answer).toMatchObject({ status: 'denied', denial_reason: 'not today' })
    expect(received()).toEqual([])
  })

  test('17.4 whose link somebody else opens is not theirs to see or to decide', async ({
    system,
    delegations,
    scout,
    grant,
    ada,
    received,
    asked,
  }) => {
    await delegations.give(grant, scout.agent.id)
    const id = await asked()
    const grace = await new WalletBrowser(system).signedIn('grace@hopper.example')
    expect(await codeOf(await grace.send(`/wallet/api/approvals/${id}`))).toBe('not_found')
    expect(await codeOf(await grace.post(`approvals/${id}/approve`))).toBe('not_found')
    expect(await codeOf(await grace.post(`approvals/${id}/deny`))).toBe('not_found')
    const nobody = new WalletBrowser(system)
    expect(await codeOf(await nobody.post(`approvals/${id}/approve`))).toBe('session_expired')
    expect(
      await codeOf(await ada.post(`approvals/${id}/approve`, undefined, { origin: 'https://evil.example' })),
    ).toBe('origin_not_allowed')
    expect((await ada.get<WalletApproval>(`approvals/${id}`)).status).toBe('pending')
    expect(received()).toEqual([])
  })

  test('17.2 of a connection that was disconnected meanwhile sends nothing, and says so', async ({
    delegations,
    scout,
    grant,
    ada,
    received,
    asked,
  }) => {
    await delegations.give(grant, scout.agent.id)
    const id = await asked()
    expect((await ada.post(`connections/${grant}/disconnect`)).status).toBe(200)
    const answer = await ada.post(`approvals/${id}/approve`)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect((await problem(answer)).code).not.toBe('internal_error')
    expect(received()).toEqual([])
  })
})
