import {
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  test as base,
  type TestType,
} from '@playwright/test'
import { mockContext, type ContextMock, type ContextMockOptions } from './context.ts'

export { answer, MockProblem } from './problem.ts'
export { mockContext } from './context.ts'
export type { ContextMock, ContextMockOptions } from './context.ts'
export type { MockVault } from './vault/vault.ts'

/** The fixtures of a Playwright test. */
export interface AlterFixtures {
  /** Options of the mock: `test.use({ alterOptions: { scenario: 'denied' } })`. */
  alterOptions: ContextMockOptions
  /** The mocked vault of this test's browser context, with all its pages and popups. */
  alter: ContextMock
}

/** Playwright's `test` with a mocked vault in its pages. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & AlterFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = base.extend<AlterFixtures>({
  alterOptions: [{}, { option: true }],
  alter: [
    async ({ context, alterOptions }, use) => {
      const mock = await mockContext(context, alterOptions)
      await use(mock)
      await mock.stop()
    },
    { auto: true },
  ],
})
