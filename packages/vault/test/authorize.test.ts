import { describe, expect } from 'vitest'
import {
  cutBeforeRedirect,
  cutBeforeRepeat,
  type CutCall,
  cutWhileAnswerStreams,
  cutWhileBodyIsTaken,
  cutWhileUploadStreams,
} from './cut-calls.ts'
import { vaultTest } from './fixtures.ts'
import type { TestKey } from './key-store.ts'
import { Backend, connectGoogle, problem, type System } from './system.ts'

/** Seconds. Each test that waits for it moves the clock of the file, in which users' tokens live for an hour. */
const TTL = 600

interface Use {
  system: System
  key: TestKey
  user: string
  grant: string
}

const test = vaultTest(({ apiServer }) => ({
  google: { api_hosts: [apiServer.host], policies: [{ type: 'ttl', seconds: TTL }] },
  vault: { allow_private_network: true },
}))
  .extend('key', ({ keys, user }) => keys.backend({}, user))
  .extend('grant', async ({ key }) => (await connectGoogle(key.backend)).grant_id)
  .extend('use', ({ system, key, user, grant }): Use => ({ system, key, user, grant }))
  .extend('cut', ({ api, use }) => {
    return (end: (use: Use) => Promise<unknown>): CutCall => ({
      api,
      call: (headers, init) => use.key.backend.call(`${api.origin}/`, headers, init),
      end: () => end(use),
    })
  })

const endings: [string, (use: Use) => Promise<unknown>, string][] = [
  ['revoked', ({ key, grant }) => key.backend.post(`/sdk/grants/${grant}/revoke`, {}), 'grant_revoked'],
  ['revoked by another process', (use) => revokeElsewhere(use), 'grant_revoked'],
  [
    'deleted with its user',
    ({ key, user }) => key.backend.ask(`/sdk/users/${user}`, 'DELETE'),
    'invalid_user_token',
  ],
  ['used with a key that was revoked', ({ key }) => key.revoke(), 'invalid_api_key'],
  ['past its ttl', async ({ system }) => system.pass(TTL + 1), 'grant_expired'],
  [
    'past its own end',
    ({ system, grant }) => system.changeGrants('update grants set expires_at = 1 where id = ?', grant),
    'grant_expired',
  ],
]

async function revokeElsewhere({ system, user, grant }: Use): Promise<unknown> {
  const other = new Backend({ ...system, vault: await system.secondVault() }, user)
  return other.post(`/sdk/grants/${grant}/revoke`, {})
}

describe.each(endings)('W1: a grant that is %s', (_name, end, code) => {
  test('while a body is taken sends nothing', async ({ cut }) => {
    expect(await problem(await cutWhileBodyIsTaken(cut(end)))).toMatchObject({ code })
  })

  test('before a redirect hop is followed no further', async ({ cut }) => {
    expect(await problem(await cutBeforeRedirect(cut(end)))).toMatchObject({ code })
  })

  test('before the repeat after a 401 is not sent again', async ({ cut }) => {
    const answer = await cutBeforeRepeat(cut(end))
    if (answer.status !== 401) expect(await problem(answer)).toMatchObject({ code })
  })

  test('while an upload streams cuts it', async ({ cut }) => {
    // A user who is deleted has their grants revoked first.
    expect([code, 'grant_revoked']).toContain((await problem(await cutWhileUploadStreams(cut(end)))).code)
  })
  test('while an answer streams cuts it', async ({ cut }) => {
    await cutWhileAnswerStreams(cut(end))
  })
})
