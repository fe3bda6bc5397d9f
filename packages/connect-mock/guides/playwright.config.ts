import { defineConfig } from '@playwright/test'
import base from '../../../playwright.config.ts'

/** Runs the guides' examples for the browser. Vite serves their pages. */
export default defineConfig({
  ...base,
  testDir: 'examples',
  testMatch: '*.spec.ts',
  outputDir: `../../../test-results/guides-${process.env['ALTER_E2E_RUN']}`,
  globalSetup: './serve.ts',
  // Starting a second browser takes longer than the few examples.
  workers: 1,
  reporter: 'list',
  projects: [{ name: 'guides' }],
  use: { ...base.use, baseURL: process.env['ALTER_GUIDES_URL'] },
})
