import { type DelegationRevocation, type Grant, type GrantPage, HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { Backend, connectGoogle, json, problem, VAULT } from './system.ts'

const test = ownVaultTest()
  .extend('scout', ({ agents }) => agents.make({ name: 'scout', displayName: 'Scout' }))
  .extend('spy', ({ agents }) => agents.make({ name: 'spy', displayName: 'Spy' }))
  .extend('grant', async ({ backend }) => (await connectGoogle(backend)).grant_id)
  .extend('alone', ({ system }) => {
    // A request with a key alone.
    return (secret: string, path: string, method = 'GET', body?: unknown): Promise<Response> => {
      return system.vault.fetch(
        new Request(VAULT + path, {
          method,
          headers: { [HEADER.apiKey]: secret, 'content-type': 'application/json' },
          body: body === undefined ? null : JSON.stringify(body),
        }),
      )
    }
  })
  .extend('asUser', ({ system }) => {
    return async (user = 'ada'): Promise<Record<string, string>> => {
      return { [HEADER.userToken]: await new Backend(system, user).userToken() }
    }
  })
  .extend('seenBy', ({ alone }) => {
    return async (secret: string, query = ''): Promise<Grant[]> => {
      return (await json<GrantPage>(await alone(secret, `/sdk/grants${query}`))).grants
    }
  })
  .extend('revoke', ({ backend, grant }) => {
    // The app ends what an agent was given.
    return async (body: unknown, headers: Record<string, string> = {}, id = grant): Promise<Response> => {
      return backend.post(`/sdk/grants/${id}/delegations/revoke`, body, headers)
    }
  })
  .extend('giveUp', ({ grant, alone }) => {
    return (secret: string, id = grant): Promise<Response> => {
      return alone(secret, `/sdk/me/delegations/${id}`, 'DELETE')
    }
  })

describe('GET /sdk/grants', () => {
  test('tells the app which agents may use each grant, and until when', async ({
    system,
    backend,
    delegations,
    scout,
    spy,
    grant,
  }) => {
    expect(await backend.grants()).toMatchObject([{ delegations: [] }])
    const rules = [{ type: 'methods_and_paths' as const, allow: [{ methods: ['GET'] }] }]
    const given = await delegations.give(grant, scout.agent.id, {
      rules,
      expiresAt: Date.now() + 60_000,
    })
    await delegations.give(grant, spy.agent.id)
    const [listed] = await backend.grants()
    expect(listed?.delegations).toEqual([
      {
        delegation_id: given.id,
        grant_id: grant,
        provider: 'google',
        agent: { agent_id: scout.agent.id, name: 'scout', display_name: 'Scout' },
        rules,
        created_at: new Date(given.createdAt).toISOString(),
        expires_at: new Date(given.expiresAt ?? 0).toISOString(),
        last_used_at: null,
      },
      expect.objectContaining({ agent: { agent_id: spy.agent.id, name: 'spy', display_name: 'Spy' } }),
    ])
    system.pass(61)
    expect((await backend.grants())[0]?.delegations).toHaveLength(1)
  })

  test('shows an agent what it was given, of all its users or of one, and nothing of other agents', async ({
    system,
    backend,
    delegations,
    scout,
    spy,
    grant,
    seenBy,
  }) => {
    const bob = new Backend(system, 'bob')
    const theirs = await connectGoogle(bob, 'bob@work.example')
    await connectGoogle(backend, 'ada@home.example')
    expect(await seenBy(scout.secret)).toEqual([])
    await delegations.give(grant, scout.agent.id)
    await delegations.give(theirs.grant_id, scout.agent.id)
    await delegations.give(grant, spy.agent.id)
    const seen = await seenBy(scout.secret)
    expect(seen.map(({ grant_id }) => grant_id)).toEqual([grant, theirs.grant_id])
    for (const { delegations: given } of seen) {
      expect(given).toMatchObject([{ agent: { agent_id: scout.agent.id } }])
    }
    expect(JSON.stringify(seen)).not.toContain(spy.agent.id)
    expect((await scout.backend.grants()).map(({ grant_id }) => grant_id)).toEqual([grant])
    expect((await seenBy(spy.secret, '?all=true')).map(({ grant_id }) => grant_id)).toEqual([grant])
    expect(await seenBy(scout.secret, '?provider=github')).toEqual([])
    const [first] = await seenBy(scout.secret, '?limit=1')
    expect(first?.grant_id).toBe(grant)
    await delegations.end(grant, scout.agent.id)
    expect((await seenBy(scout.secret)).map(({ grant_id }) => grant_id)).toEqual([theirs.grant_id])
  })

  test('W4: shows an agent no delegation that somebody else wrote', async ({
    system,
    backend,
    delegations,
    scout,
    spy,
    grant,
    seenBy,
  }) => {
    await delegations.give(grant, scout.agent.id)
    await system.database('update delegations set agent_id = ?', spy.agent.id)
    expect(await seenBy(spy.secret)).toEqual([])
    expect((await backend.grants())[0]?.delegations).toEqual([])
  })
})

describe('POST /sdk/grants/{id}/delegations/revoke', () => {
  test.beforeEach(async ({ delegations, scout, spy, grant }) => {
    await delegations.give(grant, scout.agent.id)
    await delegations.give(grant, spy.agent.id)
  })

  test('ends what one agent was given, named by its id or its name; the grant and the others go on', async ({
    system,
    backend,
    scout,
    spy,
    grant,
    asUser,
    seenBy,
    revoke,
  }) => {
    expect(await json<DelegationRevocation>(await revoke({ agent_id: scout.agent.id }))).toEqual({
      grant_id: grant,
      delegations_revoked: 1,
    })
    expect(await seenBy(scout.secret)).toEqual([])
    expect((await backend.grants())[0]?.delegations).toMatchObject([{ agent: { name: 'spy' } }])
    expect(await json(await revoke({ agent: 'spy', reason: 'done' }, await asUser()))).toMatchObject({
      delegations_revoked: 1,
    })
    expect(await json(await revoke({ agent: 'spy' }))).toMatchObject({ delegations_revoked: 0 })
    expect((await backend.calendar()).status).toBe(200)
    await backend.grants()
    const rows = await system.database(
      "select agent_id, reason, grant_id from audit where action = 'revoke_delegation' order by id",
    )
    expect(rows).toEqual([
      { agent_id: scout.agent.id, reason: null, grant_id: grant },
      { agent_id: spy.agent.id, reason: 'done', grant_id: grant },
      { agent_id: spy.agent.id, reason: null, grant_id: grant },
    ])
  })

  test('ends nothing for another user, for an unknown agent, or without an agent', async ({
    backend,
    spy,
    asUser,
    revoke,
  }) => {
    const ofEve = await revoke({ agent: 'scout' }, await asUser('eve'))
    expect(await problem(ofEve)).toMatchObject({ code: 'grant_not_found' })
    expect(await problem(await revoke({ agent: 'nobody' }))).toMatchObject({
      code: 'invalid_request',
      field: 'agent',
    })
    expect(await problem(await revoke({}))).toMatchObject({ code: 'invalid_request', field: 'agent_id' })
    expect(await problem(await revoke({ agent: 'spy', agent_id: spy.agent.id }))).toMatchObject({
      code: 'invalid_request',
    })
    expect(await problem(await revoke({ agent: 'spy', also: 1 }))).toMatchObject({ field: 'also' })
    expect(await problem(await revoke({ agent: 'spy' }, {}, 'no-grant'))).toMatchObject({
      code: 'grant_not_found',
    })
    expect((await backend.grants())[0]?.delegations).toHaveLength(2)
  })

  test('refuses agents, even for their own delegations', async ({ backend, scout, grant, alone }) => {
    const body = { agent: 'scout' }
    const answer = await alone(scout.secret, `/sdk/grants/${grant}/delegations/revoke`, 'POST', body)
    expect(await problem(answer)).toMatchObject({ code: 'insufficient_scope' })
    for (const [method, path] of [
      ['PUT', `/sdk/grants/${grant}/default`],
      ['POST', `/sdk/grants/${grant}/revoke`],
      ['DELETE', '/sdk/users/ada'],
    ] as const) {
      expect(
        await problem(await alone(scout.secret, path, method, method === 'POST' ? {} : undefined)),
        path,
      ).toMatchObject({ code: 'insufficient_scope' })
    }
    expect((await backend.grants())[0]?.delegations).toHaveLength(2)
  })
})

describe('DELETE /sdk/me/delegations/{grant_id}', () => {
  test.beforeEach(async ({ delegations, scout, spy, grant }) => {
    await delegations.give(grant, scout.agent.id)
    await delegations.give(grant, spy.agent.id)
  })

  test('gives up what the agent was given, and nothing else', async ({
    system,
    backend,
    scout,
    grant,
    giveUp,
  }) => {
    expect(await json(await giveUp(scout.secret))).toEqual({ grant_id: grant, delegations_revoked: 1 })
    expect((await backend.grants())[0]?.delegations).toMatchObject([{ agent: { name: 'spy' } }])
    expect(await problem(await giveUp(scout.secret))).toMatchObject({ code: 'grant_not_found' })
    expect(await problem(await giveUp(scout.secret, 'unknown'))).toMatchObject({ code: 'grant_not_found' })
    await backend.grants()
    const rows = await system.database(
      "select agent_id, outcome from audit where action = 'revoke_delegation' order by id",
    )
    const outcomes = ['ok', 'denied', 'denied']
    expect(rows).toEqual(outcomes.map((outcome) => ({ agent_id: scout.agent.id, outcome })))
  })

  test('is for an agent that is active', async ({ system, scout, giveUp }) => {
    expect(await problem(await giveUp(system.apiKey))).toMatchObject({ code: 'invalid_request' })
    await scout.pause()
    expect(await problem(await giveUp(scout.secret))).toMatchObject({ code: 'agent_inactive' })
  })
})
