import { HEADER } from '@alter/protocol'
import { expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { plant } from './plant.ts'
import { Browser, connectGoogle, problem } from './system.ts'

const test = ownVaultTest({ google: { policies: [{ type: 'require_approval', approver: 'operator' }] } })

const FORGET = 'delete from sessions; delete from grants; delete from users'

test('a session for a user who is deleted while it is minted is refused like one for a deleted user', async ({
  system,
  backend,
}) => {
  await plant(system, 'insert on rate_counters', FORGET)
  const minted = await backend.tryMint({ allowed_providers: ['google'] })
  expect(await problem(minted)).toMatchObject({ status: 401, code: 'invalid_user_token' })
})

test('a page whose user is deleted while it goes to the provider has no session', async ({
  system,
  backend,
}) => {
  const { session_id, session_token } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  await plant(system, 'update on sessions', FORGET)
  const answer = await browser.page('authorize', { session_id, provider: 'google' })
  expect(await problem(answer)).toMatchObject({ status: 401, code: 'invalid_token' })
})

test('a call that asks for approval while its user is deleted leaves nothing behind', async ({
  system,
  backend,
}) => {
  await connectGoogle(backend)
  await plant(system, 'insert on approvals', FORGET)
  expect(await problem(await backend.calendar({ [HEADER.reason]: 'why' }))).toMatchObject({
    status: 404,
    code: 'grant_not_found',
  })
  expect(await system.database('select id from approvals')).toEqual([])
})
