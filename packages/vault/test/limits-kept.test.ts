import type { CreateSessionRequest } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Backend, Browser, problem, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

let system: System
let backend: Backend
beforeEach(async () => {
  system = await startSystem()
  backend = new Backend(system)
})
afterEach(() => system.close())

const google = { allowed_providers: ['google'] }

async function connect(request: CreateSessionRequest): Promise<string> {
  const minted = await backend.mint(request)
  const { grants, error_description } = await new Browser(system).connect(minted, {
    account: 'ada@work.example',
  })
  const [grant] = grants
  if (!grant) throw new Error(`nothing was connected: ${error_description}`)
  return grant.grant_id
}

async function endsAfter(seconds: number): Promise<void> {
  system.pass(seconds - 60)
  expect((await backend.calendar()).status).toBe(200)
  system.pass(61)
  expect(await problem(await backend.calendar())).toMatchObject({ code: 'grant_expired' })
}

const limited = { ...google, grant_policy: { max_ttl_seconds: 600 } }

describe('W8: the life of a grant is kept', () => {
  test('when the account is connected again without a policy', async () => {
    await connect(limited)
    await connect(google)
    await endsAfter(600)
  })

  test('when the grant is authorized again by its id', async () => {
    const grant_id = await connect(limited)
    await connect({ grant_id })
    await endsAfter(600)
  })

  test('when it is connected again after it expired, each time anew', async () => {
    await connect(limited)
    await endsAfter(600)
    await connect(google)
    await endsAfter(600)
  })

  test('when it is connected again after it was revoked', async () => {
    const grant = await connect(limited)
    expect((await backend.post(`/sdk/grants/${grant}/revoke`, {})).status).toBe(200)
    expect(await connect(google)).toBe(grant)
    await endsAfter(600)
  })

  test('when the new policy has rules and no life', async () => {
    await connect(limited)
    await connect({ ...google, grant_policy: { rules: [] } })
    await endsAfter(600)
  })

  test('until a session names another one', async () => {
    await connect(limited)
    await connect({ ...google, grant_policy: { max_ttl_seconds: 1800 } })
    await endsAfter(1800)
  })
})

test('W8: a change of its life alone counts as a change of the grant', async () => {
  const grant = await connect(limited)
  async function version(): Promise<number | undefined> {
    return (await system.database<{ grants_version: number }>('select grants_version from users'))[0]
      ?.grants_version
  }
  const before = (await version()) ?? 0
  await system.database('update grants set ttl_seconds = 60 where id = ?', grant)
  expect(await version()).toBe(before + 1)
})
