import { createServer as createHttpServer } from 'node:http'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, defaultClientConditions, type ViteDevServer } from 'vite'

async function startVite(cacheDir: string): Promise<ViteDevServer> {
  return createServer({
    root: new URL('examples/', import.meta.url).pathname,
    cacheDir,
    configLoader: 'native',
    logLevel: 'error',
    resolve: { conditions: ['@alter/source', ...defaultClientConditions] },
    // All imports of the pages, so that the first visit does not end in a reload.
    optimizeDeps: {
      entries: ['*.html', '*.ts', '*.tsx', '!*.spec.ts', '!*.test.*'],
      // Hundreds of our sources, which each test would load one by one.
      include: [
        '@alter/connect',
        '@alter/connect-mock',
        '@alter/connect-mock/browser',
        '@alter/connect-react',
      ],
    },
    server: { middlewareMode: true, hmr: false, ws: false },
  })
}

/**
 * Serves the examples on a free port. The workers find it in the environment. Vite starts with the first visit, so a run
 * without these examples does not wait for it.
 */
export default async function serve(): Promise<() => Promise<void>> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'alter-guides-'))
  let vite: Promise<ViteDevServer> | undefined
  const server = createHttpServer((request, response) => {
    vite ??= startVite(cacheDir)
    vite.then(
      ({ middlewares }) => middlewares(request, response),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('The server does not listen')
  process.env['ALTER_GUIDES_URL'] = `http://localhost:${address.port}`
  return async () => {
    server.close()
    await (await vite)?.close()
    await rm(cacheDir, { recursive: true, force: true })
  }
}
