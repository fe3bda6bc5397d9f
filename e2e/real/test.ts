import { mergeTests } from '@playwright/test'
import { test as demo } from '../demo.ts'
import { test as embed } from '../embed-test.ts'
import { createStage, type Stage } from '../promise/stage.ts'
import { openScriptTag, type ScriptTag, type Visit, VISITOR } from '../script-tag.ts'
import { STARTING } from '../sites.ts'
import { startWalletSystem, type WalletSystem, type WalletUser } from '../wallet/real.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

interface Fixtures {
  /** The page with the script tag, which knows its user by a cookie. */
  tag: Pick<ScriptTag, 'url' | 'holdFile'> & Visit
  /** A vault with a Wallet and an app, for a user of this test. */
  system: WalletUser
}

interface WorkerFixtures {
  scriptTag: ScriptTag
  walletSystem: WalletSystem
  /** App, vault and provider as the rows of the promise have them. */
  stage: Stage
  /** Backends with one mistake each. */
  workshop: Workshop
}

/**
 * All systems of this folder, each one started by a worker where a test needs it. A worker takes on tests of one kind of
 * `test` only, so one for all spares workers and browsers.
 */
export const test = mergeTests(demo, embed).extend<Fixtures, WorkerFixtures>({
  scriptTag: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const tag = await openScriptTag()
      await use(tag)
      await tag.close()
    },
    { scope: 'worker', timeout: STARTING },
  ],
  walletSystem: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const system = await startWalletSystem()
      await use(system)
      await system.close()
    },
    { scope: 'worker', timeout: STARTING },
  ],
  stage: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const stage = await createStage()
      await use(stage)
      await stage.close()
    },
    { scope: 'worker', timeout: STARTING },
  ],
  workshop: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const workshop = await openWorkshop()
      await use(workshop)
      await workshop.close()
    },
    { scope: 'worker', timeout: STARTING },
  ],
  tag: async ({ scriptTag, context }, use, { testId }) => {
    const user = testId.replaceAll('-', '')
    await context.addCookies([{ name: VISITOR, value: user, url: scriptTag.origin }])
    await use({
      ...scriptTag.visit(user),
      url: (variant) => scriptTag.url(variant),
      holdFile: () => scriptTag.holdFile(),
    })
  },
  system: ({ walletSystem, user }, use) => use(walletSystem.as(user)),
})
