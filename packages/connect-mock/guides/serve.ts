import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, defaultClientConditions } from 'vite'

/** Serves the examples on a free port. The workers find it in the environment. */
export default async function serve(): Promise<() => Promise<void>> {
  const root = new URL('examples/', import.meta.url).pathname
  const cacheDir = await mkdtemp(join(tmpdir(), 'alter-guides-'))
  const server = await createServer({
    root,
    cacheDir,
    configLoader: 'native',
    logLevel: 'error',
    resolve: { conditions: ['@alter/source', ...defaultClientConditions] },
    // All imports of the pages, so that the first visit does not end in a reload.
    optimizeDeps: { entries: ['*.html', '*.ts', '*.tsx', '!*.spec.ts', '!*.test.*'] },
    server: { port: 0, host: '127.0.0.1', hmr: false },
  })
  await server.listen()
  const address = server.httpServer?.address()
  if (!address || typeof address === 'string') throw new Error('Vite does not listen')
  process.env['ALTER_GUIDES_URL'] = `http://localhost:${address.port}`
  return async () => {
    await server.close()
    await rm(cacheDir, { recursive: true, force: true })
  }
}
