import { Agent, AgentInactiveError, App, AuthenticationError, InvalidRequestError } from '@alter/sdk'
import { describe, expect } from 'vitest'
import { sdkTest } from './fixtures.ts'
import { API_KEY, json, rejection, startFakeVault } from './fake-vault.ts'

const test = sdkTest.extend('agentWith', ({ system }) => {
  return (apiKey: string | undefined): Agent => {
    return new Agent({ apiKey, baseUrl: system.vaultUrl })
  }
})

describe('16.2 an app', () => {
  test('makes an agent, which says who it is with its key', async ({ app, agentWith }) => {
    const { key, ...made } = await app.agents.create({
      name: 'research-bot',
      displayName: '<b>Research</b>',
      type: 'service',
      scopes: { google: ['openid'] },
      policy: { rules: [{ type: 'ttl', seconds: 60 }] },
      metadata: { team: 'blue', note: '' },
    })
    expect(made).toEqual({
      agentId: expect.any(String),
      name: 'research-bot',
      displayName: '<b>Research</b>',
      type: 'service',
      status: 'active',
      scopes: { google: ['openid'] },
      policy: { rules: [{ type: 'ttl', seconds: 60 }] },
      metadata: { team: 'blue', note: '' },
      source: 'api',
      createdAt: expect.any(String),
    })
    expect(key?.apiKey).toMatch(/^alter_key_agent_[\w-]{43}$/)
    const me = await agentWith(key?.apiKey).me()
    expect(me).toMatchObject({ agent: { agentId: made.agentId, name: 'research-bot' } })
    expect(me.scopes).toEqual(['request', 'connect', 'grants:read'])
    expect(await app.agents.get(made.agentId)).toEqual(made)
    expect(await app.agents.getByName('research-bot')).toEqual(made)
    expect(await app.agents.getByName('nobody')).toBeUndefined()
    expect(await app.agents.list()).toContainEqual(made)
  })

  test('changes, pauses, resumes and deletes an agent', async ({ app, agentWith }) => {
    const { agentId, key } = await app.agents.create({ name: 'changing' })
    const agent = agentWith(key?.apiKey)
    expect(await app.agents.update(agentId, { displayName: 'Changed', metadata: { a: 'b' } })).toMatchObject({
      displayName: 'Changed',
      metadata: { a: 'b' },
      status: 'active',
    })
    expect(await app.agents.pause(agentId)).toMatchObject({ status: 'paused', displayName: 'Changed' })
    expect(await rejection(agent.listProviders())).toBeInstanceOf(AgentInactiveError)
    expect((await agent.me()).agent?.status).toBe('paused')
    await app.agents.resume(agentId)
    expect((await agent.listProviders()).map(({ id }) => id)).toEqual(['google'])
    expect(await app.agents.delete(agentId)).toMatchObject({ status: 'revoked' })
    expect(await rejection(agent.me())).toBeInstanceOf(AgentInactiveError)
    expect(await app.agents.getByName('changing')).toBeUndefined()
  })

  test('makes one agent of calls with one idempotency key, whose key is shown once', async ({ app }) => {
    const options = { name: 'once', idempotencyKey: 'deploy 7' }
    const first = await app.agents.create(options)
    const second = await app.agents.create(options)
    expect(second.agentId).toBe(first.agentId)
    expect(first.key).toBeDefined()
    expect(second.key).toBeUndefined()
  })

  test('rotates the keys of an agent without a gap', async ({ app, agentWith }) => {
    const { agentId, key } = await app.agents.create({ name: 'rotating' })
    const next = await app.agents.mintKey(agentId, { name: 'next', scopes: ['connect'], expiresIn: 3600 })
    expect(next).toMatchObject({ name: 'next', scopes: ['connect'], status: 'active' })
    const old = key?.keyId ?? ''
    expect(await app.agents.deprecateKey(agentId, old)).toMatchObject({ status: 'deprecated' })
    expect((await agentWith(key?.apiKey).me()).agent?.name).toBe('rotating')
    expect(await app.agents.revokeKey(agentId, old)).toMatchObject({ status: 'revoked' })
    expect(await rejection(agentWith(key?.apiKey).me())).toBeInstanceOf(AuthenticationError)
    expect(await rejection(app.agents.revokeKey(agentId, next.keyId))).toMatchObject({ field: 'force' })
    await app.agents.revokeKey(agentId, next.keyId, { force: true })
    expect((await app.agents.listKeys(agentId)).map(({ status }) => status)).toEqual(['revoked', 'revoked'])
  })
})

describe('bad input', () => {
  test('names its field, and an agent that is not there is not found', async ({ app }) => {
    const refused = await rejection(app.agents.create({ name: '<b>x</b>' }))
    expect(refused).toBeInstanceOf(InvalidRequestError)
    expect(refused).toMatchObject({ field: 'name' })
    expect(await rejection(app.agents.get('none'))).toMatchObject({ code: 'not_found' })
    expect(await rejection(app.agents.pause('none'))).toMatchObject({ code: 'not_found' })
    expect(await rejection(app.agents.get('..'))).toMatchObject({ message: 'agentId is not an id.' })
    expect(await rejection(app.agents.revokeKey('a', ''))).toMatchObject({ message: 'keyId is not an id.' })
    expect(await rejection(app.agents.getByName(''))).toMatchObject({ message: 'name is not a string.' })
  })

  test('that JSON cannot write is named, before any call', async ({ app }) => {
    const bad = JSON.parse('{}')
    bad.step = 1n
    await expect(app.agents.create({ name: 'research-bot', metadata: bad })).rejects.toThrow(
      /^metadata cannot be written as JSON: .*BigInt/,
    )
  })

  test('from a vault that says something else is an error of its own', async () => {
    const vault = await startFakeVault(() => json({ agents: [{ agent_id: 'a1' }] }))
    const lost = new App({ apiKey: API_KEY, baseUrl: vault.url })
    expect(await rejection(lost.agents.list())).toMatchObject({ code: 'network_error' })
  })

  test('a rule of a newer vault is passed on', async () => {
    const agent = {
      agent_id: 'a1',
      name: 'scout',
      display_name: 'Scout',
      type: 'agent',
      status: 'active',
      rules: [{ type: 'of_a_newer_vault', size: 7 }],
      metadata: {},
      source: 'api',
    }
    const vault = await startFakeVault(() => json({ agents: [agent] }))
    const newer = new App({ apiKey: API_KEY, baseUrl: vault.url })
    expect((await newer.agents.list())[0]?.policy.rules).toEqual(agent.rules)
  })
})
