import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

/** Vite names these files after what is in them: a page that comes again need not ask for them. */
const NAMED_BY_CONTENT = 'assets/'

export interface StaticHost {
  /** Where the folder is, with a slash at the end. */
  url: string
  close(): Promise<void>
}

/** As little as a host can do: the files of a folder below a path, `index.html` for the folder, 404 for all else. */
export async function serveFolder(folder: string, path: string): Promise<StaticHost> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const below = pathname.startsWith(path) ? normalize(pathname.slice(path.length)) : '..'
    const file = join(folder, below === '.' ? 'index.html' : below)
    try {
      if (below.startsWith('..')) throw new Error('outside')
      const body = await readFile(file)
      response
        .writeHead(200, {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
          ...(below.startsWith(NAMED_BY_CONTENT) && { 'cache-control': 'max-age=31536000, immutable' }),
        })
        .end(body)
    } catch {
      response.writeHead(404).end('Not found')
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The host has no port')
  return {
    url: `http://localhost:${address.port}${path}`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
