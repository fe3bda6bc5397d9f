import { fileURLToPath } from 'node:url'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

const source = '@alter/source'

const project = (name: string, folder: string, environment: 'node' | 'jsdom') => ({
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  test: {
    name,
    root: fileURLToPath(new URL(`../${folder}`, import.meta.url)),
    environment,
    include: ['test/**/*.test.{ts,tsx}'],
  },
})

export default defineConfig({
  test: {
    projects: [
      project('protocol', 'packages/protocol', 'node'),
      project('connect', 'packages/connect', 'node'),
      project('connect-react', 'packages/connect-react', 'jsdom'),
      project('connect-page', 'packages/connect-page', 'jsdom'),
      project('connect-mock', 'packages/connect-mock', 'node'),
      project('sdk', 'packages/sdk', 'node'),
      project('vault', 'packages/vault', 'node'),
      project('provider', 'apps/provider', 'node'),
      project('demo', 'apps/demo', 'node'),
    ],
  },
})
