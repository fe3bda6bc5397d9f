import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { temporaryFolder } from './temporary-folder.ts'

const source = '@alter/source'
const patience = fileURLToPath(new URL('patience.ts', import.meta.url))

function project(
  name: string,
  folder: string,
  environment: 'node' | 'jsdom',
  test: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration {
  return {
    resolve: { conditions: [source, ...defaultClientConditions] },
    ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
    test: {
      name,
      root: fileURLToPath(new URL(`../${folder}`, import.meta.url)),
      environment,
      include: ['test/**/*.test.{ts,tsx}'],
      env: temporaryFolder(),
      setupFiles: [patience],
      // Tests use real servers on a busy machine. A test that hangs is still found, and a slow one does not fail.
      testTimeout: 180_000,
      hookTimeout: 180_000,
      expect: { poll: { timeout: 30_000 } },
      ...test,
    },
  }
}

/**
 * The packages have no state in their modules, so the files of a worker share them. Importing them takes up to a
 * second.
 */
const shared = { isolate: false }

const mock = project('connect-mock', 'packages/connect-mock', 'node', shared)
const guides = project('connect-mock-guides', 'packages/connect-mock/guides', 'jsdom')

/** These files define elements, which is possible only once in a document, so each has its own modules. */
const elements = 'test/{connected-accounts,element,element-return,iife}.test.ts'

/**
 * Sends thousands of requests to show that memory stays bounded. One database is enough for that: `pnpm unit:memory`.
 */
const soak = 'test/memory-soak.test.ts'
const vaultSetup = fileURLToPath(new URL('../packages/vault/test/setup.ts', import.meta.url))
const noUpkeep = fileURLToPath(new URL('../packages/vault/test/no-upkeep.ts', import.meta.url))

/** The tests of the React package on the oldest supported React. */
function onReact18() {
  const react = project('connect-react-18', 'packages/connect-react', 'jsdom', shared)
  const modules = new URL('../packages/connect-react/test/react-18/node_modules/', import.meta.url)
  const alias = ['react', 'react-dom', '@testing-library/react'].map((name) => ({
    find: new RegExp(`^${name}(?=$|/)`),
    replacement: fileURLToPath(new URL(name, modules)),
  }))
  return {
    ...react,
    resolve: { ...react.resolve, alias },
    test: { ...react.test, env: { ...react.test?.env, REACT: '18' } },
  }
}

export default defineConfig({
  test: {
    // One more worker than there are cores, because half of the time tests wait for servers and clocks.
    maxWorkers: availableParallelism() + 1,
    projects: [
      project('protocol', 'packages/protocol', 'node', shared),
      project('connect', 'packages/connect', 'node', { ...shared, exclude: [elements] }),
      project('connect-elements', 'packages/connect', 'jsdom', { include: [elements] }),
      project('connect-react', 'packages/connect-react', 'jsdom', shared),
      onReact18(),
      project('connect-page', 'packages/connect-page', 'jsdom', shared),
      project('wallet-page', 'packages/wallet-page', 'node', shared),
      mock,
      // Its peer is MSW 2 or 3, so both are tested.
      {
        ...mock,
        resolve: { ...mock.resolve, alias: [{ find: /^msw(?=$|\/)/, replacement: 'msw2' }] },
        test: { ...mock.test, name: 'connect-mock-msw2', env: { ...mock.test?.env, MSW: '2' } },
      },
      { ...guides, test: { ...guides.test, include: ['examples/*.test.{ts,tsx}'] } },
      project('sdk', 'packages/sdk', 'node', shared),
      project('mcp', 'packages/mcp', 'node', shared),
      project('vault', 'packages/vault', 'node', {
        ...shared,
        exclude: ['test/postgres/**', soak],
        setupFiles: [patience, noUpkeep],
        globalSetup: vaultSetup,
      }),
      project('vault-memory', 'packages/vault', 'node', { include: [soak], globalSetup: vaultSetup }),
      // The vault's tests on PostgreSQL, and those that need several processes: `pnpm unit:postgres`.
      project('vault-postgres', 'packages/vault', 'node', {
        ...shared,
        exclude: [soak],
        setupFiles: [patience, noUpkeep],
        globalSetup: fileURLToPath(new URL('../packages/vault/test/postgres/setup.ts', import.meta.url)),
      }),
      project('create-alter-app', 'packages/create-alter-app', 'node'),
      project('provider', 'apps/provider', 'node'),
      project('demo', 'apps/demo', 'node', shared),
    ],
  },
})
