import { createHmac, randomBytes } from 'node:crypto'
import { type CreateSessionResponse, type GrantPage, HEADER, type UserDeletion } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ownVaultTest, vaultTest, type VaultTest } from './fixtures.ts'
import { Backend, Browser, connectGoogle, grantTable, json, problem, VAULT } from './system.ts'

const WORK = 'ada@work.example'
const HOME = 'ada@home.example'

const test = withCalls(vaultTest())
const alone = withCalls(ownVaultTest())

function withCalls(base: VaultTest) {
  return base
    .extend('revocations', ({ system }) => {
      return (): number => {
        return system.provider.google.requests.filter(({ path }) => path === '/revoke').length
      }
    })
    .extend('forget', ({ system }) => {
      return (user: string, headers: Record<string, string> = {}): Promise<Response> => {
        return system.vault.fetch(
          new Request(`${VAULT}/sdk/users/${encodeURIComponent(user)}`, {
            method: 'DELETE',
            headers: { [HEADER.apiKey]: system.apiKey, ...headers },
          }),
        )
      }
    })
    .extend('setSecret', ({ system, backend }) => {
      return async (webhook_secret: string): Promise<void> => {
        const [app] = system.config.apps
        if (!app) throw new Error('no app')
        app.identity.webhook_secret = webhook_secret
        system.vault = await system.secondVault()
        await connectGoogle(backend, WORK)
      }
    })
    .extend('tell', ({ system }) => {
      return (event: unknown, headers: Record<string, string>): Promise<Response> => {
        return system.vault.fetch(
          new Request(`${VAULT}/sdk/webhooks/identity/demo`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify(event),
          }),
        )
      }
    })
}

describe('several accounts', () => {
  test('are listed when a call could mean any of them', async ({ backend }) => {
    const work = await connectGoogle(backend, WORK)
    const home = await connectGoogle(backend, HOME)
    const refused = await problem(await backend.calendar())
    expect(refused).toMatchObject({ status: 409, code: 'ambiguous_grant', provider: 'google' })
    expect(refused.accounts).toEqual([
      { grant_id: work.grant_id, account_identifier: WORK, account_display_name: 'Ada Lovelace' },
      { grant_id: home.grant_id, account_identifier: HOME, account_display_name: 'Ada King' },
    ])
  })

  test('are named in the order of the list, oldest first, also after one was reconnected', async ({
    backend,
  }) => {
    for (const account of [WORK, HOME, WORK]) await connectGoogle(backend, account)
    const listed = (await backend.grants()).map(({ account_identifier }) => account_identifier)
    const refused = await problem(await backend.calendar())
    expect(listed).toEqual([WORK, HOME])
    expect(refused.accounts?.map(({ account_identifier }) => account_identifier)).toEqual(listed)
  })

  test('are kept apart by label, in any case, and by grant id', async ({ backend }) => {
    await connectGoogle(backend, WORK)
    const home = await connectGoogle(backend, HOME)
    for (const account of [HOME, 'ADA@Home.Example', home.grant_id]) {
      const used = await backend.calendar({ [HEADER.account]: encodeURIComponent(account) })
      expect(used.status, account).toBe(200)
    }
    expect(await problem(await backend.calendar({ [HEADER.account]: 'eve@home.example' }))).toMatchObject({
      code: 'grant_not_found',
    })
  })

  test('differ in case if the labels of the provider do', async ({ start }) => {
    const account = { id: ['sub'], identifier: ['email'], display_name: [], email: [], case_sensitive: true }
    const backend = new Backend(await start({ google: { account } }))
    await connectGoogle(backend, WORK)
    expect((await backend.calendar({ [HEADER.account]: WORK })).status).toBe(200)
    expect(await problem(await backend.calendar({ [HEADER.account]: 'Ada@work.example' }))).toMatchObject({
      code: 'grant_not_found',
    })
  })

  test('a default is used until another is set or it ends', async ({ system, backend }) => {
    const work = await connectGoogle(backend, WORK)
    const home = await connectGoogle(backend, HOME)
    async function lastUsed(): Promise<string | undefined> {
      expect((await backend.calendar()).status).toBe(200)
      system.pass(1)
      const used = (await backend.grants()).filter(({ last_used_at }) => last_used_at !== null)
      return used.toSorted((a, b) => (a.last_used_at ?? '').localeCompare(b.last_used_at ?? '')).at(-1)
        ?.grant_id
    }
    for (const { grant_id } of [work, home, work]) {
      const set = await backend.ask(`/sdk/grants/${grant_id}/default`, 'PUT')
      expect(await json(set)).toMatchObject({ grant_id, is_default: true })
      expect((await backend.grants()).filter(({ is_default }) => is_default)).toMatchObject([{ grant_id }])
      expect(await lastUsed()).toBe(grant_id)
    }
    await backend.ask(`/sdk/grants/${work.grant_id}/revoke`, 'POST')
    expect(await lastUsed()).toBe(home.grant_id)
    const over = await backend.ask(`/sdk/grants/${work.grant_id}/default`, 'PUT')
    expect(await problem(over)).toMatchObject({ status: 410, code: 'grant_revoked' })
  })

  test('a default is one user’s own', async ({ system, backend }) => {
    const grace = new Backend(system, 'grace')
    const { grant_id } = await connectGoogle(backend, WORK)
    const hers = await connectGoogle(grace, 'grace@navy.example')
    await backend.ask(`/sdk/grants/${grant_id}/default`, 'PUT')
    await grace.ask(`/sdk/grants/${hers.grant_id}/default`, 'PUT')
    expect(await backend.grants()).toMatchObject([{ is_default: true }])
  })

  test('a default is one provider’s', async ({ system, backend }) => {
    await connectGoogle(backend, WORK)
    const minted = await backend.mint({ allowed_providers: ['github'] })
    await new Browser(system).connect(minted, { account: 'ghopper' }, { provider: 'github' })
    for (const { grant_id } of await backend.grants()) {
      await json(await backend.ask(`/sdk/grants/${grant_id}/default`, 'PUT'))
    }
    expect(await backend.grants()).toMatchObject([{ is_default: true }, { is_default: true }])
  })

  test('two users who share one account have a grant each', async ({ system, backend }) => {
    const grace = new Backend(system, 'grace')
    const mine = await connectGoogle(backend, WORK)
    const hers = await connectGoogle(grace, WORK)
    expect(hers.grant_id).not.toBe(mine.grant_id)
    await json(await grace.ask(`/sdk/grants/${hers.grant_id}/revoke`, 'POST'))
    expect((await backend.calendar()).status).toBe(200)
  })
})

describe('a deleted user', () => {
  alone(
    'is forgotten: grants revoked here and at the provider, nothing kept',
    async ({ system, backend, revocations, forget }) => {
      await connectGoogle(backend, WORK)
      await connectGoogle(backend, HOME)
      const grace = new Backend(system, 'grace')
      await connectGoogle(grace, 'grace@navy.example')
      const before = { [HEADER.userToken]: await backend.userToken() }
      expect(await json<UserDeletion>(await forget('ada'))).toEqual({ user_id: 'ada', grants_revoked: 2 })
      expect(revocations()).toBe(2)
      expect(await grantTable(system)).toMatchObject([{ account_identifier: 'grace@navy.example' }])
      expect(await system.database('select subject from users')).toEqual([{ subject: 'grace' }])
      expect(await problem(await backend.calendar(before))).toMatchObject({ code: 'invalid_user_token' })
      expect((await grace.calendar()).status).toBe(200)
      expect(await json<UserDeletion>(await forget('nobody'))).toMatchObject({ grants_revoked: 0 })
    },
  )

  alone(
    'Beyond 4: does not come back by a token from before, at any vault',
    async ({ system, backend, forget }) => {
      const user_token = await backend.userToken()
      const undated = await backend.system.provider.userToken({ sub: 'ada', claims: { iat: undefined } })
      const never = await backend.system.provider.userToken({ sub: 'never-seen' })
      const headers = { [HEADER.userToken]: user_token }
      const vaults = [system.vault, await system.secondVault()]
      async function askAll(token: string): Promise<string[]> {
        return Promise.all(
          vaults.map(async (vault) => {
            const asked = new Backend({ ...system, vault })
            const answer = await asked.ask('/sdk/grants', 'GET', { headers: { [HEADER.userToken]: token } })
            return answer.ok ? 'ok' : (await problem(answer)).code
          }),
        )
      }
      expect(await askAll(user_token)).toEqual(['ok', 'ok'])
      await forget('ada')
      await forget('never-seen')
      for (const token of [user_token, undated, never]) {
        expect(await askAll(token)).toEqual(['invalid_user_token', 'invalid_user_token'])
        expect(await problem(await backend.tryMint({ user_token: token }))).toMatchObject({
          code: 'invalid_user_token',
        })
      }
      expect(await problem(await backend.calendar(headers))).toMatchObject({ code: 'invalid_user_token' })
      expect(await system.database('select subject from users')).toEqual([])
    },
  )

  alone(
    'who comes back within the minute, by a fresh token, is a new one',
    async ({ system, backend, forget }) => {
      const before = await backend.userToken()
      async function list(token = before): Promise<GrantPage> {
        return json(await backend.ask('/sdk/grants', 'GET', { headers: { [HEADER.userToken]: token } }))
      }
      expect(await list()).toMatchObject({ total: 0 })
      await forget('ada')
      // As of a second later: tokens tell no less.
      await system.database('update deleted_subjects set deleted_at = deleted_at - 1000')
      const user_token = await backend.userToken()
      const minted = await json<CreateSessionResponse>(await backend.tryMint({ user_token }), 201)
      await new Browser(system).connect(minted, { account: WORK })
      expect(await list(user_token)).toMatchObject({ total: 1 })
      expect(await json<UserDeletion>(await forget('ada'))).toMatchObject({ grants_revoked: 1 })
    },
  )

  alone('in a running flow gets no grant', async ({ system, backend, forget }) => {
    const { session_token, session_id } = await backend.mint()
    const browser = new Browser(system)
    await browser.start(session_token)
    const callback = await browser.consent(await browser.authorize(session_id))
    await forget('ada')
    await browser.send(callback)
    expect(await grantTable(system)).toEqual([])
  })

  alone(
    'is deleted by the app, or by themselves, but not by another user',
    async ({ system, backend, forget }) => {
      await connectGoogle(backend, WORK)
      const grace = await new Backend(system, 'grace').userToken()
      expect(await problem(await forget('ada', { [HEADER.userToken]: grace }))).toMatchObject({
        code: 'not_found',
      })
      expect(await problem(await forget('ada', { [HEADER.apiKey]: 'wrong' }))).toMatchObject({
        code: 'invalid_api_key',
      })
      expect(await grantTable(system)).toMatchObject([{ status: 'active' }])
      const own = await forget('ada', { [HEADER.userToken]: await backend.userToken() })
      expect(await json<UserDeletion>(own)).toMatchObject({ grants_revoked: 1 })
    },
  )
})

const secret = `whsec_${randomBytes(32).toString('base64')}`
const BEARER = 'a-shared-secret-of-the-tenant'

function signed(event: unknown, at = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000))
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key)
    .update(`msg_1.${timestamp}.${JSON.stringify(event)}`)
    .digest('base64')
  return { 'svix-id': 'msg_1', 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` }
}

const clerk = { type: 'user.deleted', object: 'event', data: { id: 'ada', object: 'user', deleted: true } }
const auth0 = { type: 'user.deleted', data: { object: { user_id: 'ada', email: 'ada@app.example' } } }

describe('the identity provider tells of a deleted user', () => {
  alone('Clerk, signed', async ({ system, revocations, setSecret, tell }) => {
    await setSecret(secret)
    expect((await tell(clerk, signed(clerk))).status).toBe(204)
    expect(await grantTable(system)).toEqual([])
    expect(revocations()).toBe(1)
  })

  alone('Auth0, with its Bearer token', async ({ system, setSecret, tell }) => {
    await setSecret(BEARER)
    expect((await tell(auth0, { authorization: `Bearer ${BEARER}` })).status).toBe(204)
    expect(await grantTable(system)).toEqual([])
  })

  alone('another event changes nothing', async ({ system, setSecret, tell }) => {
    await setSecret(secret)
    const updated = { ...clerk, type: 'user.updated' }
    expect((await tell(updated, signed(updated))).status).toBe(204)
    expect(await grantTable(system)).toMatchObject([{ status: 'active' }])
  })

  alone('forged, altered, old or unsigned it is refused', async ({ system, setSecret, tell }) => {
    await setSecret(secret)
    const other = { ...clerk, data: { id: 'grace' } }
    const forgeries = [
      {},
      signed(other),
      signed(clerk, Date.now() - 600_000),
      { ...signed(clerk), 'svix-id': 'msg_2' },
      { ...signed(clerk), 'svix-signature': 'v1,AAAA' },
      { authorization: `Bearer ${secret}` },
    ]
    for (const headers of forgeries) {
      expect(await problem(await tell(clerk, headers))).toMatchObject({ status: 401, code: 'invalid_token' })
    }
    await setSecret(BEARER)
    for (const authorization of ['', 'Bearer ', 'Bearer wrong', BEARER]) {
      expect((await tell(auth0, { authorization })).status).toBe(401)
    }
    expect(await grantTable(system)).toMatchObject([{ status: 'active' }])
  })

  test('without a secret there is no such address', async ({ tell }) => {
    expect((await tell(auth0, { authorization: 'Bearer ' })).status).toBe(404)
  })
})
