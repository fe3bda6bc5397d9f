import type { ServerResponse } from 'node:http'
import { HEADER } from '@alter/protocol'
import { expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { Backend, connectGoogle, problem } from './system.ts'

const test = vaultTest().extend('begin', ({ api, start }) => {
  return async (audit: 'keep' | 'strict') => {
    const system = await start({
      vault: { audit, allow_private_network: true },
      google: { api_hosts: [api.host] },
    })
    const backend = new Backend(system)
    await connectGoogle(backend)
    /** What the audit said of a use when it arrived at the provider. */
    const seen: string[] = []
    function outcomes(): Promise<{ outcome: string }[]> {
      return system.database<{ outcome: string }>("select outcome from audit where action = 'use'")
    }
    async function answer(response: ServerResponse): Promise<void> {
      seen.push(
        await outcomes().then(
          (found) => found.map(({ outcome }) => outcome).join(),
          () => 'nothing',
        ),
      )
      response.end('{}')
    }
    api.answer = (_request, response) => void answer(response)
    return {
      seen,
      outcomes,
      use: () => backend.call(`${api.origin}/`, { [HEADER.provider]: 'google' }),
      rename: (from: string, to: string) => system.database(`alter table ${from} rename to ${to}`),
    }
  }
})

test('B3: a strict audit has the row before the provider has the request', async ({ begin }) => {
  const { seen, use } = await begin('strict')
  expect((await use()).status).toBe(200)
  expect(seen).toEqual(['started'])
})

test('B3: a strict audit that cannot be written stops all uses, until it can be written again', async ({
  begin,
}) => {
  const { seen, use, rename } = await begin('strict')
  await rename('audit', 'elsewhere')
  expect(await problem(await use())).toMatchObject({ status: 503, code: 'unavailable' })
  expect(seen).toEqual([])
  await rename('elsewhere', 'audit')
  expect((await use()).status).toBe(200)
  expect(seen).toHaveLength(1)
})

test('B3: without it a use goes on, and its row waits', async ({ begin }) => {
  const { seen, use, rename, outcomes } = await begin('keep')
  await rename('audit', 'elsewhere')
  expect((await use()).status).toBe(200)
  expect(seen).toEqual(['nothing'])
  await rename('elsewhere', 'audit')
  await expect.poll(outcomes).toEqual([{ outcome: 'ok' }])
})
