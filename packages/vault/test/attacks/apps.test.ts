import { randomBytes } from 'node:crypto'
import { type GrantPage, HEADER, type UserDeletion } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Backend, Browser, connectGoogle, json, problem, startSystem, type System, VAULT } from '../system.ts'

vi.setConfig({ testTimeout: 30_000 })

/**
 * Two apps of one vault. Nothing tells their users apart but the app: the same issuer, the same audience, the same
 * person, the same account at the same OAuth client.
 */
let system: System
let backend: Backend
let other: Backend
beforeEach(async () => {
  system = await startSystem()
  await configure({ client_id: system.provider.google.clientId })
})
afterEach(() => system.close())

const WORK = 'ada@work.example'

async function configure(google: { client_id: string; limited?: true }): Promise<void> {
  const [app] = system.config.apps
  const settings = app?.providers['google']
  if (!app || !settings) throw new Error('no app')
  if (google.limited) settings.policies = [{ type: 'rate_limit', requests: 1, seconds: 60 }]
  const api_key = `alter_key_app_${randomBytes(32).toString('base64url')}`
  const providers = { google: { ...settings, client_id: google.client_id } }
  system.config.apps = [app, { ...app, id: 'other', name: 'Other', api_key, providers }]
  system.vault = await system.secondVault()
  backend = new Backend(system)
  other = new Backend({ ...system, apiKey: api_key })
}

function revocations(): number {
  return system.provider.google.requests.filter(({ path }) => path === '/revoke').length
}

describe('confused deputy: of another app', () => {
  test('a grant does not exist, by its user or by its id', async () => {
    const { grant_id } = await connectGoogle(backend, WORK)
    expect(await other.grants()).toEqual([])
    expect(await problem(await other.calendar())).toMatchObject({ code: 'grant_not_found' })
    const missing = [
      await other.calendar({ [HEADER.grant]: grant_id }),
      await other.calendar({ [HEADER.account]: grant_id }),
      await other.ask(`/sdk/grants/${grant_id}/default`, 'PUT'),
      await other.ask(`/sdk/grants/${grant_id}/revoke`, 'POST'),
      await other.tryMint({ grant_id }),
      await other.tryMint({ grant_id, principal: 'app' }),
    ]
    for (const answer of missing) expect(await problem(answer)).toMatchObject({ code: 'grant_not_found' })
    function asApp(path: string, headers: Record<string, string> = {}): Promise<Response> {
      return system.vault.fetch(
        new Request(VAULT + path, { headers: { [HEADER.apiKey]: other.system.apiKey, ...headers } }),
      )
    }
    expect(await json<GrantPage>(await asApp('/sdk/grants?all=true'))).toMatchObject({ total: 0 })
    const url = `${system.provider.google.api}/calendar/v3/calendars/primary/events`
    const used = await asApp('/sdk/proxy', { [HEADER.url]: url, [HEADER.grant]: grant_id })
    expect(await problem(used)).toMatchObject({ code: 'grant_not_found' })
    expect(await backend.grants()).toMatchObject([{ grant_id, status: 'active' }])
  })

  test('the same account makes a grant of its own, and a default too', async () => {
    const mine = await connectGoogle(backend, WORK)
    const theirs = await connectGoogle(other, WORK)
    expect(theirs.grant_id).not.toBe(mine.grant_id)
    await backend.ask(`/sdk/grants/${mine.grant_id}/default`, 'PUT')
    await other.ask(`/sdk/grants/${theirs.grant_id}/default`, 'PUT')
    expect(await backend.grants()).toMatchObject([{ grant_id: mine.grant_id, is_default: true }])
    expect(await other.grants()).toMatchObject([{ grant_id: theirs.grant_id, is_default: true }])
  })

  test('the same account of the apps themselves, which have no user, is two grants with defaults of their own', async () => {
    const ids: string[] = []
    for (const each of [backend, other]) {
      const minted = await each.mint({ principal: 'app', allowed_providers: ['google'] })
      const { grants } = await new Browser(system).connect(minted, { account: WORK })
      expect(grants).toMatchObject([{ operation: 'creation' }])
      const id = grants[0]?.grant_id ?? ''
      const headers = { [HEADER.apiKey]: each.system.apiKey }
      const url = `${VAULT}/sdk/grants/${id}/default`
      await json(await system.vault.fetch(new Request(url, { method: 'PUT', headers })))
      ids.push(id)
    }
    expect(new Set(ids).size).toBe(2)
    const defaults = await system.database('select is_default from grants')
    expect(defaults).toEqual([{ is_default: 1 }, { is_default: 1 }])
  })

  test('a session tells nothing', async () => {
    const { session_id } = await backend.mint()
    function result(apiKey: string): Promise<Response> {
      return system.vault.fetch(
        new Request(`${VAULT}/sdk/oauth/connect/session/result`, {
          method: 'POST',
          headers: { [HEADER.apiKey]: apiKey },
          body: session_id,
        }),
      )
    }
    expect(await json(await result(system.apiKey))).toMatchObject({ session_id })
    expect(await problem(await result(other.system.apiKey))).toMatchObject({ code: 'invalid_token' })
  })

  test('a user is not forgotten, nor is a flow of theirs', async () => {
    await connectGoogle(backend, WORK)
    const { session_token } = await backend.mint()
    await connectGoogle(other, WORK)
    const headers = { [HEADER.userToken]: await other.userToken() }
    const forgotten = await other.ask('/sdk/users/ada', 'DELETE')
    expect(await json<UserDeletion>(forgotten)).toEqual({ user_id: 'ada', grants_revoked: 1 })
    const deleted = await problem(await other.ask('/sdk/grants', 'GET', { headers }))
    expect(deleted).toMatchObject({ code: 'invalid_user_token' })
    expect((await backend.calendar()).status).toBe(200)
    expect(await new Browser(system).start(session_token)).toMatchObject({ app: { name: 'Daybreak' } })
  })

  test('uses are not counted', async () => {
    await configure({ client_id: system.provider.google.clientId, limited: true })
    await connectGoogle(backend, WORK)
    await connectGoogle(other, WORK)
    expect((await backend.calendar()).status).toBe(200)
    expect((await other.calendar()).status).toBe(200)
    expect(await problem(await backend.calendar())).toMatchObject({ code: 'policy_violation' })
  })

  test('a revocation spares the authorization that both hang on, until it is the last', async () => {
    const mine = await connectGoogle(backend, WORK)
    const theirs = await connectGoogle(other, WORK)
    await json(await other.ask(`/sdk/grants/${theirs.grant_id}/revoke`, 'POST'))
    expect(revocations()).toBe(0)
    expect((await backend.calendar()).status).toBe(200)
    await json(await backend.ask(`/sdk/grants/${mine.grant_id}/revoke`, 'POST'))
    expect(revocations()).toBe(1)
  })

  test('a revocation is the provider’s to hear where each has a client of its own', async () => {
    await connectGoogle(backend, WORK)
    const theirs = await connectGoogle(other, WORK)
    await system.changeGrants("update grants set client_id = 'of another app' where app_id = 'demo'")
    await json(await other.ask(`/sdk/grants/${theirs.grant_id}/revoke`, 'POST'))
    expect(revocations()).toBe(1)
  })
})
