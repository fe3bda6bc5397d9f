import type { CreateSessionRequest } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { Browser, problem } from './system.ts'

const test = ownVaultTest()
  .extend('connect', ({ system, backend }) => {
    return async (request: CreateSessionRequest): Promise<string> => {
      const minted = await backend.mint(request)
      const { grants, error_description } = await new Browser(system).connect(minted, {
        account: 'ada@work.example',
      })
      const [grant] = grants
      if (!grant) throw new Error(`nothing was connected: ${error_description}`)
      return grant.grant_id
    }
  })
  .extend('endsAfter', ({ system, backend }) => {
    return async (seconds: number): Promise<void> => {
      system.pass(seconds - 60)
      expect((await backend.calendar()).status).toBe(200)
      system.pass(61)
      expect(await problem(await backend.calendar())).toMatchObject({ code: 'grant_expired' })
    }
  })

const google = { allowed_providers: ['google'] }

const limited = { ...google, grant_policy: { max_ttl_seconds: 600 } }

describe('W8: the life of a grant is kept', () => {
  test('when the account is connected again without a policy', async ({ connect, endsAfter }) => {
    await connect(limited)
    await connect(google)
    await endsAfter(600)
  })

  test('when the grant is authorized again by its id', async ({ connect, endsAfter }) => {
    const grant_id = await connect(limited)
    await connect({ grant_id })
    await endsAfter(600)
  })

  test('when it is connected again after it expired, each time anew', async ({ connect, endsAfter }) => {
    await connect(limited)
    await endsAfter(600)
    await connect(google)
    await endsAfter(600)
  })

  test('when it is connected again after it was revoked', async ({ backend, connect, endsAfter }) => {
    const grant = await connect(limited)
    expect((await backend.post(`/sdk/grants/${grant}/revoke`, {})).status).toBe(200)
    expect(await connect(google)).toBe(grant)
    await endsAfter(600)
  })

  test('when the new policy has rules and no life', async ({ connect, endsAfter }) => {
    await connect(limited)
    await connect({ ...google, grant_policy: { rules: [] } })
    await endsAfter(600)
  })

  test('until a session names another one', async ({ connect, endsAfter }) => {
    await connect(limited)
    await connect({ ...google, grant_policy: { max_ttl_seconds: 1800 } })
    await endsAfter(1800)
  })
})

test('W8: a change of its life alone counts as a change of the grant', async ({ system, connect }) => {
  const grant = await connect(limited)
  async function version(): Promise<number | undefined> {
    return (await system.database<{ grants_version: number }>('select grants_version from users'))[0]
      ?.grants_version
  }
  const before = (await version()) ?? 0
  await system.database('update grants set ttl_seconds = 60 where id = ?', grant)
  expect(await version()).toBe(before + 1)
})
