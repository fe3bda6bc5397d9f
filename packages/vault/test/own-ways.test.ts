import { describe, expect } from 'vitest'
import { HEADER, type Problem, type RequireApprovalRule } from '@alter/protocol'
import type { ProviderConfig } from '@alter/vault'
import { vaultTest } from './fixtures.ts'
import { type PlainFlow, tokens } from './plain-flow.ts'
import type { PlainServer } from './plain-server.ts'
import { json, problem } from './system.ts'

const test = vaultTest()

test('12.4: a server that refuses PKCE is asked without it', async ({ startFlow }) => {
  const flow = await startFlow('plain', () => ({ pkce: false }))
  const asked = await flow.authorize()
  expect([...asked.parameters.keys()].filter((name) => name.startsWith('code_'))).toEqual([])
  expect(await asked.answer('code=the-code')).toMatchObject({ status: 'completed' })
  expect(flow.server.last('/token').form.has('code_verifier')).toBe(false)
})

test('12.4: parameters of its own reach the token endpoint in the body, with a code and at a refresh', async ({
  startFlow,
}) => {
  const flow = await startFlow('plain', () => ({ token_parameters: { audience: 'api', tenant: '7' } }))
  flow.server.answers['/token'] = () => ({ body: tokens({ expires_in: 60 }) })
  const asked = await flow.authorize()
  expect(asked.url.search).not.toContain('audience')
  await asked.answer('code=the-code')
  const ofCode = Object.fromEntries(flow.server.last('/token').form)
  expect(ofCode).toMatchObject({ grant_type: 'authorization_code', audience: 'api', tenant: '7' })
  flow.system.pass(61)
  expect((await flow.use()).status).toBe(200)
  const ofRefresh = Object.fromEntries(flow.server.last('/token').form)
  expect(ofRefresh).toMatchObject({ grant_type: 'refresh_token', audience: 'api', tenant: '7' })
})

async function fieldsKept({ backend }: PlainFlow): Promise<unknown> {
  const [row] = await backend.grantRows<{ fields: string }>('fields')
  return JSON.parse(row?.fields ?? 'null')
}

const INSTANCE: ProviderConfig['learned'] = {
  instance: { from: 'instance_url', host_suffixes: ['plain.example', 'localhost'] },
}

describe('12.4: what an answer tells is kept:', () => {
  test('a host that receives the token', async ({ startFlow }) => {
    const flow = await startFlow('plain', ({ host }) => ({
      learned: { instance: { from: 'instance_url', host_suffixes: [host] } },
      api_hosts: ['{instance}'],
    }))
    const { origin, host } = flow.server
    flow.server.answers['/token'] = () => ({ body: tokens({ instance_url: origin }) })
    expect(await flow.connect()).toMatchObject({ status: 'completed' })
    expect(await fieldsKept(flow)).toEqual({ instance: host })
    expect((await flow.use()).status).toBe(200)
  })

  test('12.4 what is declared public is listed to the app, and nothing else', async ({ startFlow }) => {
    const flow = await startFlow('plain', () => ({
      learned: {
        realm: { from: 'realmId', in: 'callback', public: true },
        shard: { from: 'shard', in: 'callback' },
      },
    }))
    expect(await flow.connect('code=the-code&realmId=4620&shard=7')).toMatchObject({ status: 'completed' })
    expect(await fieldsKept(flow)).toEqual({ realm: '4620', shard: '7' })
    const grants = await flow.backend.grants()
    expect(grants.map(({ learned }) => learned)).toEqual([{ realm: '4620' }])
    // A row that somebody else wrote is left out.
    await flow.system.database(`update grants set fields = '{"realm":"1"}' where id = ?`, grants[0]?.grant_id)
    const [altered] = await flow.backend.grants()
    expect(altered).toMatchObject({ status: 'broken' })
    expect(altered).not.toHaveProperty('learned')
  })

  test('12.4 where nothing is public the listing is as before', async ({ startFlow }) => {
    const flow = await startFlow('plain', () => ({ learned: { realm: { from: 'realmId', in: 'callback' } } }))
    await flow.connect('code=the-code&realmId=4620')
    expect((await flow.backend.grants())[0]).not.toHaveProperty('learned')
  })

  test('what the browser brings, in an address', async ({ startFlow }) => {
    const flow = await startFlow('plain', ({ origin }: PlainServer) => ({
      learned: { realm: { from: 'realmId', in: 'callback' } },
      userinfo_endpoint: `${origin}/{realm}/account`,
    }))
    flow.server.answers['/4620816365/account'] = () => ({ body: { id: 7, username: 'ada' } })
    expect(await flow.connect('code=the-code&realmId=4620816365')).toMatchObject({ status: 'completed' })
    expect(await fieldsKept(flow)).toEqual({ realm: '4620816365' })
    flow.server.answers['/token'] = () => ({ body: tokens({ realmId: '1' }) })
    for (const realm of ['realmId=4620816365&realmId=1', 'realmId=..%2Faccount', 'realmId=']) {
      expect(await flow.connect(`code=the-code&${realm}`), realm).toMatchObject({ status: 'failed' })
    }
  })

  test('at a refresh too, and then the old host is no longer allowed', async ({ startFlow }) => {
    const flow = await startFlow('plain', () => ({ learned: INSTANCE, api_hosts: ['{instance}'] }))
    flow.server.answers['/token'] = at('one.plain.example')
    await flow.connect()
    flow.server.answers['/token'] = at('two.plain.example')
    flow.system.pass(601)
    expect(await problem(await flow.use('https://one.plain.example/api'))).toMatchObject({
      code: 'host_not_allowed',
      detail: expect.stringContaining('two.plain.example'),
    })
    expect(await fieldsKept(flow)).toEqual({ instance: 'two.plain.example' })
    flow.server.answers['/token'] = () => ({ body: tokens({ expires_in: 600 }) })
    flow.system.pass(601)
    await flow.use('https://two.plain.example/api')
    expect(await fieldsKept(flow)).toEqual({ instance: 'two.plain.example' })
  })

  test('Salesforce moves an org: a call to where it is now refreshes first', async ({ startFlow }) => {
    const flow = await startFlow('salesforce', () => ({ scopes: ['api'], api_hosts: ['{instance}'] }))
    flow.server.answers['/account'] = () => ({
      body: { user_id: '005', organization_id: '00D', preferred_username: 'ada' },
    })
    flow.server.answers['/token'] = at('na1.salesforce.com')
    expect(await flow.connect()).toMatchObject({ status: 'completed' })
    function refreshes() {
      return flow.server.requests.filter(({ form }) => form.get('grant_type') === 'refresh_token').length
    }
    const moved = 'https://acme.invalid.my.salesforce.com/services/data'
    // It was connected a moment ago: what the provider said then is believed.
    expect(await problem(await flow.use(moved))).toMatchObject({ code: 'host_not_allowed' })
    flow.system.pass(61)
    expect(await problem(await flow.use('https://evil.example/'))).toMatchObject({ code: 'host_not_allowed' })
    expect(refreshes()).toBe(0)
    flow.server.answers['/token'] = at('acme.invalid.my.salesforce.com')
    expect(await problem(await flow.use(moved))).toMatchObject({ code: 'provider_unreachable' })
    expect(refreshes()).toBe(1)
    expect(await fieldsKept(flow)).toEqual({ instance: 'acme.invalid.my.salesforce.com' })
    async function ask(): Promise<void> {
      const other = await flow.use('https://other.my.salesforce.com/')
      expect(await problem(other)).toMatchObject({ code: 'host_not_allowed' })
    }
    for (let again = 0; again < 3; again += 1) await ask()
    expect(refreshes()).toBe(1)
    // A clock that is set back does not keep the vault from looking until it is as late again.
    flow.system.pass(-3600)
    for (let again = 0; again < 3; again += 1) await ask()
    expect(refreshes()).toBe(2)
  })

  test.for<[string, RequireApprovalRule]>([
    ['any call', { type: 'require_approval', approver: 'operator' }],
    ['calls there', { type: 'require_approval', approver: 'operator', hosts: ['two.plain.example'] }],
  ])(
    'and where a human must say yes to %s, one to where it is now is put to them',
    async ([_what, rule], { startFlow }) => {
      const flow = await startFlow('plain', () => ({
        learned: INSTANCE,
        api_hosts: ['{instance}'],
        policies: [rule],
      }))
      flow.server.answers['/token'] = at('one.plain.example')
      await flow.connect()
      flow.system.pass(61)
      flow.server.answers['/token'] = at('two.plain.example')
      const headers = { [HEADER.provider]: 'plain', [HEADER.reason]: 'to see what is there' }
      const asked = await flow.backend.call('https://two.plain.example/api', headers)
      expect(await json<Problem>(asked, 202)).toMatchObject({ code: 'approval_required' })
      expect(await fieldsKept(flow)).toEqual({ instance: 'two.plain.example' })
    },
  )

  test('but whom a rule keeps out has nothing refreshed', async ({ startFlow }) => {
    const flow = await startFlow('plain', () => ({
      learned: INSTANCE,
      api_hosts: ['{instance}'],
      policies: [{ type: 'ip_allowlist', ranges: ['192.0.2.0/24'] }],
    }))
    flow.server.answers['/token'] = at('one.plain.example')
    await flow.connect()
    flow.system.pass(61)
    const asked = flow.server.requests.length
    const answer = await flow.use('https://two.plain.example/api')
    expect(await problem(answer)).toMatchObject({ code: 'policy_violation' })
    expect(flow.server.requests).toHaveLength(asked)
  })
})

/** A token endpoint that names where the API is. */
function at(instance: string) {
  return () => ({
    body: tokens({ scope: 'api id read write', expires_in: 600, instance_url: `https://${instance}` }),
  })
}
