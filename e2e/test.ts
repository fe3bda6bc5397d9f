import { mergeTests, test as base } from '@playwright/test'
import { test as components } from './components/scripts.ts'
import { test as demo } from './demo.ts'
import { type Embed, startEmbed } from './embed.ts'
import { test as mocked } from './mocked/sites.ts'
import { test as systems } from './real/systems.ts'
import { STARTING } from './sites.ts'

const embedding = base.extend<object, { embed: Embed }>({
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

/**
 * Everything that a worker starts once, when a test first needs it. Playwright gives a worker only tests of one project
 * with one set of such fixtures. All folders share this set, so a few workers and their browsers run all tests.
 */
export const test = mergeTests(demo, embedding, systems, mocked, components)
