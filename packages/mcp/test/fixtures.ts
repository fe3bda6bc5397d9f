import type { TestAPI } from 'vitest'
import { type SdkFixtures, sdkTest } from '../../sdk/test/fixtures.ts'
import { type Served, serveCalendar } from './stage.ts'

/** Created once, for the first test of the file that uses it. */
export interface McpFixtures extends SdkFixtures {
  /** The calendar's MCP server over HTTP, with the vault of the file. */
  served: Served
}

/** `test` for a file whose tests share a vault, a real OAuth server and an MCP server in front of them. */
export const mcpTest: TestAPI<McpFixtures> = sdkTest.extend<{ $file: { served: Served } }>({
  served: [
    async ({ system }, use) => {
      const served = await serveCalendar(system)
      await use(served)
      await served.close()
    },
    { scope: 'file' },
  ],
})
