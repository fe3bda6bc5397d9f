import { Agent, fetch as send } from 'undici'
import { expect, onTestFinished } from 'vitest'
import { HEADER } from '@alter/protocol'
import { ownVaultTest } from '../fixtures.ts'
import { connectGoogle } from '../system.ts'
import { startProcess } from '../processes.ts'

// A thousand calls take a busy machine their time: the fresh token must live longer.
const test = ownVaultTest({ accessTokenTtl: 3600 }).extend('vaults', async ({ system }, { onCleanup }) => {
  const vaults = await Promise.all([1, 2].map(() => startProcess(system.folder, system.config)))
  onCleanup(async () => void (await Promise.all(vaults.map((vault) => vault.stop()))))
  return vaults
})

test('a thousand uses of an expired token at two vault processes make one refresh', async ({
  system,
  backend,
  vaults,
}) => {
  await connectGoogle(backend)
  await system.changeGrants('update grants set access_expires_at = 0, refresh_at = 0')
  const { google } = system.provider
  function refreshes(): number {
    return google.requests.filter(({ path }) => path === '/token').length
  }
  const before = refreshes()
  const headers = {
    [HEADER.apiKey]: system.apiKey,
    [HEADER.userToken]: await backend.userToken(),
    [HEADER.provider]: 'google',
    [HEADER.url]: `${google.api}/calendar/v3/calendars/primary/events`,
  }
  // On a slow machine the last of 500 at once would wait for a connection to the database for longer than it may.
  const dispatcher = new Agent({ connections: 200 })
  onTestFinished(() => dispatcher.close())
  const statuses = await Promise.all(
    Array.from({ length: 1000 }, async (_, index) => {
      const answer = await send(`${vaults[index % 2]?.url}/sdk/proxy`, { headers, dispatcher })
      await answer.text()
      return answer.status
    }),
  )
  expect(new Set(statuses)).toEqual(new Set([200]))
  expect(refreshes()).toBe(before + 1)
})
