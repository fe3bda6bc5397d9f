import {
  type ApiKey,
  type ApiKeyList,
  type CreateApiKeyRequest,
  type CreatedApiKey,
  HEADER,
  KEY_SCOPES,
} from '@alter/protocol'
import { expect } from 'vitest'
import { ANSWERS } from '../src/reference/answers.ts'
import { ownVaultTest } from './fixtures.ts'
import { plant } from './plant.ts'
import { Backend, json, problem, VAULT } from './system.ts'

const test = ownVaultTest()
  .extend('ask', ({ system }) => {
    return (
      path: string,
      body: CreateApiKeyRequest | null,
      { key = system.apiKey, ip = '192.0.2.7', headers = {} }: Asked = {},
    ): Promise<Response> => {
      return system.vault.fetch(
        new Request(`${VAULT}/sdk/keys${path}`, {
          method: path === '' && body === null ? 'GET' : 'POST',
          headers: { [HEADER.apiKey]: key, 'content-type': 'application/json', ...headers },
          body: body && JSON.stringify(body),
        }),
        { ip },
      )
    }
  })
  .extend('create', ({ ask }) => {
    return async (body: CreateApiKeyRequest, asked: Asked = {}): Promise<CreatedApiKey> => {
      return json<CreatedApiKey>(await ask('', body, asked), 201)
    }
  })
  .extend('refused', ({ ask }) => {
    return async (body: CreateApiKeyRequest, asked: Asked = {}): Promise<string | undefined> => {
      const { code, field } = await problem(await ask('', body, asked))
      return `${code} ${field}`
    }
  })

interface Asked {
  key?: string
  ip?: string
  headers?: Record<string, string>
}

test('16.1 an app makes, lists, deprecates and revokes its keys', async ({ system, ask, create }) => {
  const made = await create({ name: 'worker' })
  expect(ANSWERS.CreatedApiKey.safeParse(made).success).toBe(true)
  expect(made).toMatchObject({ scopes: [...KEY_SCOPES], ranges: [], status: 'active' })
  const listed = await ask('', null, { key: made.api_key })
  expect(await json<ApiKeyList>(listed)).toMatchObject({ keys: [{ key_id: made.key_id, name: 'worker' }] })

  const deprecated = await json<ApiKey>(await ask(`/${made.key_id}/deprecate`, null))
  expect(ANSWERS.ApiKey.safeParse(deprecated).success).toBe(true)
  expect(deprecated.status).toBe('deprecated')
  expect((await ask('', null, { key: made.api_key })).status).toBe(200)
  // A key may end itself.
  const revoked = await json<ApiKey>(await ask(`/${made.key_id}/revoke`, null, { key: made.api_key }))
  expect(revoked).toMatchObject({ status: 'revoked', revoked_at: expect.any(String) })
  expect(await problem(await ask('', null, { key: made.api_key }))).toMatchObject({ code: 'invalid_api_key' })
  expect(await json<ApiKey>(await ask(`/${made.key_id}/revoke`, null))).toEqual(revoked)
  const listing = await (await ask('', null)).text()
  expect(ANSWERS.ApiKeyList.safeParse(JSON.parse(listing)).success).toBe(true)
  expect(listing).not.toContain(made.api_key)

  await system.vault.close()
  const rows = await system.database<{ action: string; detail: string }>(
    "select action, detail from audit where action like '%key' order by id",
  )
  const detail = `key ${made.key_id}`
  expect(rows).toEqual([
    { action: 'create_key', detail },
    { action: 'deprecate_key', detail },
    { action: 'revoke_key', detail },
    { action: 'revoke_key', detail },
  ])
})

test('16.1 a key cannot make a key that may do more than itself', async ({ create, refused }) => {
  const maker = await create({
    name: 'maker',
    scopes: ['secrets:write', 'connect'],
    ranges: ['192.0.2.0/24', '2001:db8::/32'],
    expires_in: 3600,
  })
  const asked = { key: maker.api_key }
  const name = 'made'
  expect(await refused({ name, scopes: ['connect', 'request'] }, asked)).toBe('insufficient_scope scopes')
  for (const range of [
    '192.0.3.0/24',
    '192.0.0.0/16',
    '0.0.0.0/0',
    '198.51.100.7',
    '::/0',
    '2001:db8::/31',
  ]) {
    expect(await refused({ name, ranges: [range] }, asked), range).toBe('insufficient_scope ranges')
    expect(await refused({ name, ranges: ['192.0.2.1', range] }, asked), range).toBe(
      'insufficient_scope ranges',
    )
  }
  expect(await refused({ name, expires_in: 7200 }, asked)).toBe('insufficient_scope expires_in')
  // What is left out is the maker's.
  expect(await create({ name }, asked)).toMatchObject({
    scopes: maker.scopes,
    ranges: maker.ranges,
    expires_at: maker.expires_at,
  })
  const narrow = { name, scopes: ['connect' as const], ranges: ['192.0.2.128/25', '::ffff:192.0.2.0/120'] }
  expect(await create({ ...narrow, expires_in: 60 }, asked)).toMatchObject(narrow)
})

test('16.1 an unknown scope and any other unknown input are refused', async ({ system, refused }) => {
  const agents: unknown = { name: 'x', scopes: ['agents:all'] }
  const body = JSON.stringify(agents)
  const headers = { [HEADER.apiKey]: system.apiKey, 'content-type': 'application/json' }
  const answer = await system.vault.fetch(new Request(`${VAULT}/sdk/keys`, { method: 'POST', headers, body }))
  expect(await problem(answer)).toMatchObject({ code: 'invalid_request', field: 'scopes.0' })
  for (const name of ['', 'x\u001b[2J', 'x\u0000', 'x\ud83d', 'x\u202e']) {
    expect(await refused({ name })).toBe('invalid_request name')
  }
  expect(await refused({ name: 'x', scopes: [] })).toBe('invalid_request scopes')
  expect(await refused({ name: 'x', ranges: ['10.0.0.0/33'] })).toBe('invalid_request ranges.0')
  expect(await refused({ name: 'x', expires_in: 2 ** 53 })).toBe('invalid_request expires_in')
})

test('16.1 a user and a key of another app cannot manage keys', async ({
  system,
  backend,
  ask,
  create,
  refused,
}) => {
  const token = await backend.userToken()
  expect(await refused({ name: 'x' }, { headers: { [HEADER.userToken]: token } })).toBe(
    `invalid_request ${HEADER.userToken}`,
  )
  const made = await create({ name: 'x' })
  await system.database("update keys set app_id = 'other'")
  expect(await problem(await ask(`/${made.key_id}/revoke`, null))).toMatchObject({ code: 'not_found' })
})

test('16.1 a key that is revoked while its body arrives makes none', async ({ system, keys }) => {
  const { secret, revoke } = await keys.backend().then((made) => ({ ...made, revoke: () => made.revoke() }))
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await revoke()
        controller.enqueue(Buffer.from(JSON.stringify({ name: 'late' })))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { [HEADER.apiKey]: secret, 'content-type': 'application/json' }
  const request = new Request(`${VAULT}/sdk/keys`, { method: 'POST', headers, body, duplex: 'half' })
  expect(await problem(await system.vault.fetch(request))).toMatchObject({ code: 'invalid_api_key' })
  expect(await keys.store.list('demo')).toHaveLength(1)
})

test('16.1 a key that ends while its body arrives makes none', async ({ system, keys }) => {
  const { secret } = await keys.backend({ expiresAt: Date.now() + 60_000 })
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        system.pass(61)
        controller.enqueue(Buffer.from(JSON.stringify({ name: 'late' })))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { [HEADER.apiKey]: secret, 'content-type': 'application/json' }
  const request = new Request(`${VAULT}/sdk/keys`, { method: 'POST', headers, body, duplex: 'half' })
  expect(await problem(await system.vault.fetch(request))).toMatchObject({ code: 'invalid_api_key' })
  expect(await keys.store.list('demo')).toHaveLength(1)
})

test('16.1 a key for calls with a user is refused without one', async ({ system, create }) => {
  const made = await create({ name: 'with a user', user_token_required: true })
  expect(made.user_token_required).toBe(true)
  const headers = { [HEADER.apiKey]: made.api_key }
  const alone = await system.vault.fetch(new Request(`${VAULT}/sdk/grants`, { headers }))
  expect(await problem(alone)).toMatchObject({ code: 'user_token_required' })
  const backend = new Backend({ ...system, apiKey: made.api_key })
  expect(await backend.grants()).toEqual([])
})

test('16.1 a key that is revoked at the moment when another is made leaves none behind', async ({
  system,
  create,
  refused,
}) => {
  const maker = await create({ name: 'maker' })
  await plant(system, 'insert on rate_counters for each row', `update keys set revoked_at = 1, seal = ''`)
  await system.database('delete from rate_counters')
  expect(await refused({ name: 'late' }, { key: maker.api_key })).toBe('invalid_api_key undefined')
  expect(await system.database('select name from keys')).toEqual([{ name: 'maker' }])
})

test('16.1 nor does that of the config file, at the moment when panic refuses it', async ({
  system,
  refused,
}) => {
  const mark = `insert into app_access (app_id, config_key_refused_at) values ('demo', 1)
    on conflict (app_id) do update set config_key_refused_at = 1`
  await plant(system, 'insert on rate_counters for each row', mark)
  expect(await refused({ name: 'late' })).toBe('invalid_api_key undefined')
  expect(await system.database('select name from keys')).toEqual([])
})

test('16.1 a row that no vault wrote is refused and hides no other row', async ({ system, ask, create }) => {
  const made = await create({ name: 'worker' })
  await create({ name: 'other' })
  for (const column of ['scopes', 'ranges']) {
    await system.database(`update keys set ${column} = '{' where name = 'worker'`)
    const { keys: listed } = await json<ApiKeyList>(await ask('', null))
    expect(listed.map(({ name }) => name)).toEqual(['worker', 'other'])
    const used = await system.vault.fetch(
      new Request(`${VAULT}/sdk/providers`, { headers: { [HEADER.apiKey]: made.api_key } }),
    )
    expect(await problem(used)).toMatchObject({ code: 'invalid_api_key' })
  }
})

test('16.1 an app makes a hundred keys an hour at most', async ({ system, ask, create, refused }) => {
  for (let count = 0; count < 100; count += 1) {
    const { key_id } = await create({ name: 'x' })
    if (count % 10 === 0) await ask(`/${key_id}/revoke`, null)
  }
  expect(await refused({ name: 'x' })).toBe('rate_limited undefined')
  system.pass(3601)
  await create({ name: 'x' })
})
