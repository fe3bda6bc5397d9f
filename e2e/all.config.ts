// Every row of the table of promises in every engine, and the table at the end; the mocked scenarios in Firefox; the
// app on Next and those in Vue and Svelte, built and driven: `pnpm e2e:all`.
import { defineConfig } from '@playwright/test'
import base from '../playwright.config.ts'
import { ENGINE_NAMES, type EngineName, FIREFOX_LAUNCH } from './promise/engines.ts'

export default defineConfig<object, { engine: EngineName }>({
  ...base,
  testDir: 'promise',
  // Real windows take the focus from each other.
  workers: 2,
  outputDir: `../test-results/${process.env['ALTER_E2E_RUN']}`,
  projects: [
    ...ENGINE_NAMES.map((engine) => ({ name: engine, use: { engine } })),
    {
      name: 'mocked-firefox',
      testDir: 'mocked',
      use: { browserName: 'firefox', channel: 'moz-firefox', launchOptions: FIREFOX_LAUNCH },
    },
    {
      name: 'acts-firefox',
      testDir: 'real',
      testMatch: ['**/scout.spec.ts', '**/walkthrough.spec.ts', '**/wallet.spec.ts'],
      use: { browserName: 'firefox', channel: 'moz-firefox', launchOptions: FIREFOX_LAUNCH },
    },
    { name: 'acts-webkit', testDir: 'acts', use: { engine: 'webkit' } },
    { name: 'next', testDir: 'next' },
    { name: 'frameworks', testDir: 'frameworks' },
  ],
})
