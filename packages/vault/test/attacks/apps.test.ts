import { randomBytes } from 'node:crypto'
import { type GrantPage, HEADER, type UserDeletion } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ownVaultTest } from '../fixtures.ts'
import {
  Backend,
  Browser,
  connectGoogle,
  json,
  problem,
  type System,
  type SystemOptions,
  VAULT,
} from '../system.ts'

const OTHER_KEY = `alter_key_app_${randomBytes(32).toString('base64url')}`
const OPTIONS: SystemOptions = {
  also: (app) => [{ ...app, id: 'other', name: 'Other', api_key: OTHER_KEY }],
}

/**
 * Two apps of one vault. Nothing tells their users apart but the app: the same issuer, the same audience, the same
 * person, the same account at the same OAuth client.
 */
const test = ownVaultTest(OPTIONS)
  .extend('other', ({ system }) => ofOther(system))
  .extend('revocations', ({ system }) => {
    return (): number => {
      return system.provider.google.requests.filter(({ path }) => path === '/revoke').length
    }
  })

function ofOther(system: System): Backend {
  return new Backend({ ...system, apiKey: OTHER_KEY })
}

const WORK = 'ada@work.example'

describe('confused deputy: of another app', () => {
  test('a grant does not exist, by its user or by its id', async ({ system, backend, other }) => {
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

  test('the same account makes a grant of its own, and a default too', async ({ backend, other }) => {
    const mine = await connectGoogle(backend, WORK)
    const theirs = await connectGoogle(other, WORK)
    expect(theirs.grant_id).not.toBe(mine.grant_id)
    await backend.ask(`/sdk/grants/${mine.grant_id}/default`, 'PUT')
    await other.ask(`/sdk/grants/${theirs.grant_id}/default`, 'PUT')
    expect(await backend.grants()).toMatchObject([{ grant_id: mine.grant_id, is_default: true }])
    expect(await other.grants()).toMatchObject([{ grant_id: theirs.grant_id, is_default: true }])
  })

  test('the same account of the apps themselves, which have no user, is two grants with defaults of their own', async ({
    system,
    backend,
    other,
  }) => {
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

  test('a session tells nothing', async ({ system, backend, other }) => {
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

  test('a user is not forgotten, nor is a flow of theirs', async ({ system, backend, other }) => {
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

  test('uses are not counted', async ({ start }) => {
    const system = await start({
      ...OPTIONS,
      google: { policies: [{ type: 'rate_limit', requests: 1, seconds: 60 }] },
    })
    const [backend, other] = [new Backend(system), ofOther(system)]
    await connectGoogle(backend, WORK)
    await connectGoogle(other, WORK)
    expect((await backend.calendar()).status).toBe(200)
    expect((await other.calendar()).status).toBe(200)
    expect(await problem(await backend.calendar())).toMatchObject({ code: 'policy_violation' })
  })

  test('a revocation spares the authorization that both hang on, until it is the last', async ({
    backend,
    other,
    revocations,
  }) => {
    const mine = await connectGoogle(backend, WORK)
    const theirs = await connectGoogle(other, WORK)
    await json(await other.ask(`/sdk/grants/${theirs.grant_id}/revoke`, 'POST'))
    expect(revocations()).toBe(0)
    expect((await backend.calendar()).status).toBe(200)
    await json(await backend.ask(`/sdk/grants/${mine.grant_id}/revoke`, 'POST'))
    expect(revocations()).toBe(1)
  })

  test('a revocation reaches the provider if each app has its own client', async ({
    system,
    backend,
    other,
    revocations,
  }) => {
    await connectGoogle(backend, WORK)
    const theirs = await connectGoogle(other, WORK)
    await system.changeGrants("update grants set client_id = 'of another app' where app_id = 'demo'")
    await json(await other.ask(`/sdk/grants/${theirs.grant_id}/revoke`, 'POST'))
    expect(revocations()).toBe(1)
  })
})
