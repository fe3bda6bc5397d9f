import { inspect } from 'node:util'
import { HEADER } from '@alter/protocol'
import { Agent, AgentInactiveError, App } from '@alter/sdk'
import { describe, expect, test } from 'vitest'
import { API_KEY, json, problem, rejection, startFakeVault } from './fake-vault.ts'

const AGENT_KEY = 'alter_key_agent_5f1c2ab94d0e7788'
const URL_OF_EVENTS = 'https://api.example.com/events'

function upstream(): Response {
  return new Response('[]', { headers: { [HEADER.upstream]: '1' } })
}

describe('an agent', () => {
  test('calls with its key, and with the JWT of a user where it has one', async () => {
    const vault = await startFakeVault(upstream)
    const agent = new Agent({ apiKey: AGENT_KEY, baseUrl: vault.url })
    await agent.request('GET', URL_OF_EVENTS, { provider: 'google' })
    await agent.request('GET', URL_OF_EVENTS, { provider: 'google', userToken: 'eyJ.user' })
    const [alone, forUser] = vault.asked
    expect(alone?.headers.get(HEADER.apiKey)).toBe(AGENT_KEY)
    expect(alone?.headers.has(HEADER.userToken)).toBe(false)
    expect(forUser?.headers.get(HEADER.userToken)).toBe('eyJ.user')
  })

  test('says who it is', async () => {
    const agent = { agent_id: 'a1', name: 'scout', display_name: 'Scout', status: 'paused' }
    const vault = await startFakeVault(() =>
      json({ app: { id: 'demo', name: 'Demo' }, agent, scopes: ['request', 'of_a_newer_vault'] }),
    )
    await expect(new Agent({ apiKey: AGENT_KEY, baseUrl: vault.url }).me()).resolves.toEqual({
      app: { id: 'demo', name: 'Demo' },
      agent: { agentId: 'a1', name: 'scout', displayName: 'Scout', status: 'paused' },
      scopes: ['request', 'of_a_newer_vault'],
    })
    expect(vault.asked[0]).toMatchObject({ method: 'GET', path: '/sdk/me' })
  })

  test('that was paused learns it from its own error', async () => {
    const vault = await startFakeVault(() => problem('agent_inactive'))
    const agent = new Agent({ apiKey: AGENT_KEY, baseUrl: vault.url })
    const error = await rejection(agent.request('GET', URL_OF_EVENTS, { provider: 'google' }))
    expect(error).toBeInstanceOf(AgentInactiveError)
  })

  test('gives up a delegation, and an app takes it away', async () => {
    const vault = await startFakeVault(() => json({ grant_id: 'g1', delegations_revoked: 1 }))
    const agent = new Agent({ apiKey: AGENT_KEY, baseUrl: vault.url })
    const revoked = { grantId: 'g1', delegationsRevoked: 1 }
    await expect(agent.revokeDelegation('g1')).resolves.toEqual(revoked)
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    await expect(app.revokeDelegation('g1', { agent: 'scout', userToken: 'eyJ.user' })).resolves.toEqual(
      revoked,
    )
    const [given, taken] = vault.asked
    expect(given).toMatchObject({ method: 'DELETE', path: '/sdk/me/delegations/g1' })
    expect(taken).toMatchObject({ method: 'POST', path: '/sdk/grants/g1/delegations/revoke' })
    expect(taken?.headers.get(HEADER.userToken)).toBe('eyJ.user')
  })

  test.each([
    ['of an app', API_KEY, /apiKey is not the key of an agent/],
    ['of nobody', 'alter_key_agent_', /apiKey is not the key of an agent/],
    ['with a blank', `${AGENT_KEY} `, /apiKey starts or ends with a space/],
  ])('takes no key %s', (_, apiKey, message) => {
    expect(() => new Agent({ apiKey })).toThrow(message)
  })

  test('has no key that an app would take', () => {
    expect(() => new App({ apiKey: AGENT_KEY })).toThrow(/apiKey is not the key of an app/)
  })

  test('shows its key to nobody who prints it', () => {
    expect(inspect(new Agent({ apiKey: AGENT_KEY }).trace({ tool: 'x' }), { depth: 9 })).not.toContain(
      AGENT_KEY,
    )
  })
})

describe('a trace', () => {
  test('goes with each call, and names more as more is known', async () => {
    const vault = await startFakeVault(upstream)
    const agent = new Agent({ apiKey: AGENT_KEY, baseUrl: vault.url })
    const run = agent.trace({ runId: 'run 1', client: 'café' })
    await run.trace({ tool: 'list_events', context: { step: 2 } }).fetch({ provider: 'google' })(
      URL_OF_EVENTS,
    )
    await agent.request('GET', URL_OF_EVENTS, { provider: 'google' })
    const [traced, plain] = vault.asked
    expect(traced?.headers.get(HEADER.run)).toBe('run%201')
    expect(traced?.headers.get(HEADER.client)).toBe('caf%C3%A9')
    expect(traced?.headers.get(HEADER.tool)).toBe('list_events')
    expect(decodeURIComponent(traced?.headers.get(HEADER.context) ?? '')).toBe('{"step":2}')
    expect(plain?.headers.has(HEADER.run)).toBe(false)
  })

  test.each([
    ['runId', { runId: '' }, /runId is not a string/],
    ['tool', { tool: 'x'.repeat(257) }, /tool is too long: at most 256 characters/],
    ['context', { context: { much: 'é'.repeat(2048) } }, /context is too long: at most 4096 bytes/],
    ['context', { context: { step: 1n } }, /context cannot be written as JSON/],
    ['context', { context: circular() }, /context cannot be written as JSON/],
  ])('with a bad %s says so before any call', (_, trace, message) => {
    expect(() => new Agent({ apiKey: AGENT_KEY }).trace(trace)).toThrow(message)
  })
})

/** An object that contains itself. */
function circular(): Record<string, unknown> {
  const own: Record<string, unknown> = {}
  own['own'] = own
  return own
}
