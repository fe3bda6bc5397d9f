import { test as base } from '@playwright/test'
import { type Embed, startEmbed } from './embed.ts'
import { STARTING } from './sites.ts'

/** One embedding app, vault and provider for all tests of a worker. */
export const test = base.extend<object, { embed: Embed }>({
  embed: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const embed = await startEmbed()
      await use(embed)
      await embed.close()
    },
    { scope: 'worker', timeout: STARTING },
  ],
})
