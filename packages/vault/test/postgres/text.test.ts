import { HEADER } from '@alter/protocol'
import { expect, vi } from 'vitest'
import { ownVaultTest } from '../fixtures.ts'
import { Browser, connectGoogle, problem } from '../system.ts'

const test = ownVaultTest()

test('a NUL in what callers send is no error of the vault, and no other name', async ({
  system,
  backend,
}) => {
  const { grant_id } = await connectGoogle(backend)
  const revoked = await backend.ask(`/sdk/grants/${grant_id}%00/revoke`, 'POST')
  expect(await problem(revoked)).toMatchObject({ code: 'grant_not_found' })
  const started = await new Browser(system).page('start', { session_id: 'a\0b' })
  expect(await problem(started)).toMatchObject({ code: 'invalid_token' })
  expect((await backend.calendar({ [HEADER.reason]: 'a%00b' })).status).toBe(200)
  await backend.grants()
  expect(await system.database("select reason from audit where action = 'use'")).toEqual([
    { reason: 'a\uFFFDb' },
  ])
})

test('half a character in what callers send is written as one that is not known', async ({
  system,
  backend,
}) => {
  const { grant_id } = await connectGoogle(backend)
  // Cut to 500, the first reason ends in the middle of its last character.
  const reason = `${'x'.repeat(499)}\u{1F600}`
  expect((await backend.calendar({ [HEADER.reason]: encodeURIComponent(reason) })).status).toBe(200)
  expect((await backend.post(`/sdk/grants/${grant_id}/revoke`, { reason: 'a\uD83Db' })).status).toBe(200)
  await vi.waitFor(async () =>
    expect(
      await system.database("select reason from audit where action in ('use', 'revoke') order by at"),
    ).toEqual([{ reason: `${'x'.repeat(499)}\uFFFD` }, { reason: 'a\uFFFDb' }]),
  )
})
