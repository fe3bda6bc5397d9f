import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { posix } from 'node:path'
import type { Plugin } from 'vite'

/** Options of `alterMock()`. */
export interface MockPluginOptions {
  /** Path of the Connect page's file, as in `setupAlterMock`. Default: `/sdk/oauth/connect.html`. */
  page?: string | undefined
}

const SCRIPT = 'virtual:alter-mock-page'
const WORKER = 'mockServiceWorker.js'

/**
 * Adds the Connect page and MSW's worker script to Vite's development server and to its builds. The Connect page must
 * be a real page, because a popup cannot use its opener's worker.
 * @example
 * export default defineConfig({ plugins: [alterMock()] })
 */
export function alterMock({ page = '/sdk/oauth/connect.html' }: MockPluginOptions = {}): Plugin {
  const file = page.replace(/^\//, '')
  const toRoot = posix.relative(posix.dirname(file), '')
  const worker = posix.join(toRoot, WORKER)
  let isBuild = false
  return {
    name: 'alter-mock',
    config: () => ({ optimizeDeps: { include: ['msw', 'msw/browser'] } }),
    configResolved({ command }) {
      isBuild = command === 'build'
    },
    resolveId: (id) => (id === SCRIPT ? `\0${SCRIPT}` : undefined),
    load: (id) =>
      id === `\0${SCRIPT}`
        ? `import { openMockPage } from '@alter/connect-mock/browser'\nopenMockPage(${JSON.stringify({ worker: `./${worker}` })})`
        : undefined,
    buildStart() {
      if (isBuild) this.emitFile({ type: 'chunk', id: SCRIPT, name: 'alter-mock-page' })
    },
    async generateBundle(_options, bundle) {
      const chunk = Object.values(bundle).find(({ name }) => name === 'alter-mock-page')
      if (chunk === undefined) this.error('The Connect page was not built')
      const source = html(posix.join(toRoot, chunk.fileName))
      this.emitFile({ type: 'asset', fileName: file, source })
      this.emitFile({ type: 'asset', fileName: WORKER, source: await workerScript() })
    },
    configureServer(server) {
      const { base } = server.config
      const files: Record<string, { type: string; read: () => Promise<string> }> = {
        [base + file]: {
          type: 'text/html',
          read: () => server.transformIndexHtml(page, html(`${base}@id/__x00__${SCRIPT}`)),
        },
        [base + WORKER]: { type: 'text/javascript', read: workerScript },
      }
      server.middlewares.use(async (request, response, next) => {
        const served = files[new URL(request.url ?? '/', 'http://localhost').pathname]
        if (served === undefined) {
          next()
          return
        }
        response.setHeader('content-type', `${served.type}; charset=utf-8`)
        response.end(await served.read())
      })
    },
  }
}

function html(script: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Connect an account</title>
    <script type="module" src="${script}"></script>
  </head>
  <body></body>
</html>`
}

function workerScript(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve('msw/mockServiceWorker.js'), 'utf8')
}
