import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

export interface MockPluginOptions {
  /** Path of the Connect page, as given to `setupAlterMock`. Default: `/sdk/oauth/connect`. */
  page?: string
}

const SCRIPT = 'virtual:alter-mock-page'
const WORKER = '/mockServiceWorker.js'

/**
 * Lets Vite's development server serve what mocking needs as real files: the Connect page and MSW's worker script.
 * A popup is a page like any other and cannot live on its opener's worker.
 */
export function alterMock({ page = '/sdk/oauth/connect' }: MockPluginOptions = {}): Plugin {
  return {
    name: 'alter-mock',
    apply: 'serve',
    config: () => ({ optimizeDeps: { include: ['msw', 'msw/browser'] } }),
    resolveId: (id) => (id === SCRIPT ? `\0${SCRIPT}` : undefined),
    load: (id) =>
      id === `\0${SCRIPT}`
        ? `import { openMockPage } from '@alter/connect-mock/browser'\nopenMockPage(${JSON.stringify({ page })})`
        : undefined,
    configureServer(server) {
      const files: Record<string, { type: string; read: () => Promise<string> }> = {
        [page]: { type: 'text/html', read: () => server.transformIndexHtml(page, html()) },
        [WORKER]: { type: 'text/javascript', read: workerScript },
      }
      server.middlewares.use(async (request, response, next) => {
        const file = files[new URL(request.url ?? '/', 'http://localhost').pathname]
        if (file === undefined) {
          next()
          return
        }
        response.setHeader('content-type', `${file.type}; charset=utf-8`)
        response.end(await file.read())
      })
    },
  }
}

function html(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Connect an account</title>
    <script type="module" src="/@id/__x00__${SCRIPT}"></script>
  </head>
  <body></body>
</html>`
}

function workerScript(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve('msw/mockServiceWorker.js'), 'utf8')
}
