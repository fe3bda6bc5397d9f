/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { App } from '@alter/sdk'
import { test, type TestAPI } from 'vitest'
import { API_KEY } from './fake-vault.ts'
import { startSystem, type System } from './system.ts'

/** Created once, for the first test of the file that uses it. */
export interface SdkFixtures {
  system: System
  /** The app of {@link SdkFixtures.system}. */
  app: App
}

/**
 * `test` for a file whose tests share a vault behind a socket and a real OAuth server. Each test signs in its own user.
 * @example
 * sdkTest('lists what the user has connected', async ({ system, app }) => {
 *   const userToken = await system.signIn()
 *   expect(await app.listGrants({ userToken })).toMatchObject({ total: 0 })
 * })
 */
export const sdkTest: TestAPI<SdkFixtures> = test.extend<{ $file: SdkFixtures }>({
  system: [
    async ({}, use) => {
      const system = await startSystem()
      await use(system)
      await system.close()
    },
    { scope: 'file' },
  ],
  app: [({ system }, use) => use(new App({ apiKey: API_KEY, baseUrl: system.vaultUrl })), { scope: 'file' }],
})
