import { test as base } from '@playwright/test'
import { createStage, type Stage } from '../promise/stage.ts'
import { openScriptTag, type ScriptTag } from '../script-tag.ts'
import { STARTING } from '../sites.ts'
import { startWalletSystem, type WalletSystem } from '../wallet/real.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

export interface Systems {
  scriptTag: ScriptTag
  walletSystem: WalletSystem
  /** App, vault and provider as the rows of the promise have them. */
  stage: Stage
  /** Backends with one mistake each. */
  workshop: Workshop
}

/** The systems of this folder, each for all tests of a worker. */
export const test = base.extend<object, Systems>({
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
})
