import { test as base } from '@playwright/test'
import { build } from 'esbuild'
import { LANGUAGE_IMPORTS, LANGUAGES } from './button-sizes.ts'

const react = new URL('../../packages/connect-react/', import.meta.url).pathname
const here = new URL('./', import.meta.url).pathname

/** Every component of the package, and a call of the backend that needs a repair. */
const COMPONENTS = `
  import { createElement as h } from 'react'
  import { flushSync } from 'react-dom'
  import { createRoot } from 'react-dom/client'
  import { AlterProvider, ConnectButton, ConnectedAccounts, useAlterFetch } from '@alter/connect-react'
  ${LANGUAGE_IMPORTS}

  const App = () => {
    const alterFetch = useAlterFetch()
    return h('main', null,
      h('h1', null, 'Settings'),
      h(ConnectButton, { provider: 'google' }),
      h('button', { onClick: () => alterFetch('/api/events') }, 'Call'),
      h('h2', null, 'Accounts'),
      h(ConnectedAccounts))
  }
  const root = createRoot(document.querySelector('#root'))
  const speak = (texts) => flushSync(() => root.render(h(AlterProvider, { texts }, h(App))))
  Object.assign(globalThis, { speak, languages: { ${LANGUAGES.join()} } })
  speak()
`

/** The elements, defined twice, as by two bundles on one page. */
const ELEMENTS = `
  import { defineConnectButton, defineConnectedAccounts } from '@alter/connect/element'
  ${LANGUAGE_IMPORTS}
  for (const _ of [1, 2]) { defineConnectButton(); defineConnectedAccounts() }
  Object.assign(globalThis, { languages: { ${LANGUAGES.join()} } })
`

export interface Scripts {
  /** A page with the React components. */
  script: string
  /** A page with the elements: chunks by path. */
  elementScript: Map<string, string>
}

/** The pages of this folder, bundled once for all tests of a worker. */
export const test = base.extend<object, Scripts>({
  script: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const { outputFiles } = await build({
        stdin: { contents: COMPONENTS, resolveDir: react },
        bundle: true,
        write: false,
        format: 'esm',
        conditions: ['@alter/source'],
        jsx: 'automatic',
        define: { 'process.env.NODE_ENV': '"production"' },
      })
      await use(outputFiles[0]?.text ?? '')
    },
    { scope: 'worker' },
  ],
  elementScript: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const { outputFiles } = await build({
        stdin: { contents: ELEMENTS, resolveDir: here },
        bundle: true,
        splitting: true,
        write: false,
        format: 'esm',
        outdir: '/',
        entryNames: 'page',
        conditions: ['@alter/source'],
      })
      await use(new Map(outputFiles.map(({ path, text }) => [path, text])))
    },
    { scope: 'worker' },
  ],
})
