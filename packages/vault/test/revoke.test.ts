import { expect } from 'vitest'
import type { StoredGrant } from '../src/grants/grant.ts'
import { createRevocations } from '../src/grants/revocations.ts'
import { revokeGrant } from '../src/grants/revoke.ts'
import { openTokens } from '../src/grants/tokens.ts'
import type { HeldTokens } from '../src/providers/revocation.ts'
import { vaultTest } from './fixtures.ts'
import { openGrantParts } from './grant-parts.ts'
import { connectGoogle } from './system.ts'

const test = vaultTest()
  .extend('parts', async ({ system }, { onCleanup }) => {
    const parts = await openGrantParts(system)
    onCleanup(() => parts[Symbol.asyncDispose]())
    const given: HeldTokens[] = []
    const revocations = createRevocations({
      ...parts,
      apps: [parts.app],
      release(_provider, { accessToken, refreshToken }) {
        given.push({ accessToken, refreshToken })
        return Promise.resolve('done')
      },
    })
    return { ...parts, revocations, given }
  })
  .extend('find', ({ parts: { store, app } }) => {
    return async (id: string): Promise<StoredGrant> => {
      const grant = await store.find(app.id, id)
      if (!grant) throw new Error('no grant')
      return grant
    }
  })

test('a revocation that a refresh overtook ends the fresh tokens', async ({
  system,
  backend,
  parts,
  find,
}) => {
  const { grant_id } = await connectGoogle(backend)
  const seen = await find(grant_id)
  system.pass(61)
  await backend.calendar()
  const fresh = await openTokens(parts.keyring, await find(grant_id))
  expect(fresh.refreshToken).not.toBeNull()
  expect(await revokeGrant(parts, seen, { reason: undefined })).toMatchObject({
    grant: { status: 'revoked' },
    providerRevocation: 'done',
  })
  expect(parts.given).toEqual([fresh])
  expect(await find(grant_id)).toMatchObject({ status: 'revoked', accessToken: null, refreshToken: null })
})

test('a grant that was revoked does not end once more as expired', async ({ backend, parts, find }) => {
  const { grant_id } = await connectGoogle(backend)
  await revokeGrant(parts, await find(grant_id), { reason: undefined })
  expect(await parts.store.end(await find(grant_id), 'expired', 'time')).toBe(false)
  expect(await find(grant_id)).toMatchObject({ status: 'revoked', endedBy: 'app' })
})
