import { setupServer } from 'msw/node'
import { createHandlers } from './handlers.ts'
import { routesOf, type AlterMock, type MockOptions } from './mock.ts'
import { memoryStore } from './store.ts'
import { PASS_OTHERS } from './unhandled.ts'
import { createMockVault } from './vault.ts'

export { answer, MockProblem } from './problem.ts'
export type { AlterMock, MockOptions } from './mock.ts'
export type { MockVault } from './vault.ts'

/** A mocked vault for tests in Node: every `fetch` of this process that is meant for it is answered. */
export function setupAlterMock(options: MockOptions = {}): AlterMock {
  const vault = createMockVault(memoryStore())
  const server = setupServer(
    ...createHandlers(vault, routesOf(options)),
    ...(options.handlers?.(vault) ?? []),
  )
  const { scenario = 'success' } = options
  vault.reset(scenario)
  return {
    vault,
    async start() {
      vault.reset(scenario)
      server.listen(PASS_OTHERS)
    },
    stop: () => server.close(),
    use: (next) => vault.reset(next),
  }
}
