import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { createServer as createVite } from 'vite'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { API_KEY, json, MINTED, startFakeVault } from './fake-vault.ts'
import { listen } from './listen.ts'

const PACKAGES = join(import.meta.dirname, '../..')

/** The page with the files that it names put into its blocks. */
async function filled(page: string): Promise<string> {
  const parts = page.split(/^<!-- (\S+) -->\n(?:\n```\w+\n[\s\S]*?\n```\n)?/m)
  const blocks = parts.map(async (part, index) => {
    if (index % 2 === 0) return part
    const code = await readFile(join(PACKAGES, folder, part), 'utf8')
    return `<!-- ${part} -->\n\n\`\`\`${extname(part).slice(1)}\n${code}\`\`\`\n`
  })
  return (await Promise.all(blocks)).join('')
}

let folder: string
test.each(['sdk/recipes/mounting.md', 'connect-react/recipes/single-page.md'])(
  '14.13 %s shows what the tests run: vitest -u writes it',
  async (name) => {
    folder = dirname(name)
    const path = join(PACKAGES, name)
    await expect(await filled(await readFile(path, 'utf8'))).toMatchFileSnapshot(path)
  },
)

const COOKIE = { cookie: 'theme=dark; jwt=eyJ.of-ada' }

/** A recipe on a vault of the test's. */
beforeEach(() => vi.resetModules())
async function prepare(): Promise<Awaited<ReturnType<typeof startFakeVault>>> {
  const vault = await startFakeVault((asked) =>
    asked.method === 'POST' ? json(MINTED, 201) : json({ providers: [] }),
  )
  vi.stubEnv('ALTER_API_KEY', API_KEY)
  vi.stubEnv('ALTER_URL', vault.url)
  onTestFinished(() => void vi.unstubAllEnvs())
  return vault
}

type Ask = (request: Request) => Response | Promise<Response>

/** For servers that want a port. */
async function served(handler: Parameters<typeof createServer>[1]): Promise<Ask> {
  const server = createServer(handler)
  const port = await listen(server)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (request) =>
    fetch(new Request(request.url.replace('http://api.test', `http://127.0.0.1:${port}`), request))
}

const SERVERS: Record<string, () => Promise<Ask>> = {
  async express() {
    return served((await import('../recipes/express.ts')).server)
  },
  async fastify() {
    const { server } = await import('../recipes/fastify.ts')
    await server.ready()
    return served((request, response) => server.routing(request, response))
  },
  async hono() {
    const { server } = await import('../recipes/hono.ts')
    return (request) => server.fetch(request)
  },
  async next() {
    const { GET, POST } = await import('../recipes/route.ts')
    return (request) => (request.method === 'GET' ? GET : POST)(request, {})
  },
}

describe.each(Object.entries(SERVERS))('14.13 the recipe for %s', (name, start) => {
  test('answers below /api/alter, for whoever is signed in', async () => {
    const vault = await prepare()
    const ask = await start()
    const found = await ask(new Request('http://api.test/api/alter/providers', { headers: COOKIE }))
    expect(await found.json()).toEqual({ providers: [] })
    expect(vault.asked[0]?.headers.get('x-alter-user-token')).toBe('eyJ.of-ada')
    const signedOut = await ask(new Request('http://api.test/api/alter/providers'))
    expect(signedOut.status).toBe(401)
    expect(await signedOut.json()).toMatchObject({ code: 'user_token_required' })
  })

  test('mints sessions for the origin that it lists', async () => {
    await prepare()
    const ask = await start()
    const origin = name === 'next' ? 'http://localhost:3000' : 'http://localhost:5173'
    const minted = await ask(mintAt('http://api.test/api/alter/session', origin))
    expect(minted.status).toBe(201)
    const refused = await ask(mintAt('http://api.test/api/alter/session', 'http://elsewhere.test'))
    expect(await refused.json()).toMatchObject({ code: 'origin_not_allowed' })
  })
})

function mintAt(url: string, origin: string): Request {
  return new Request(url, {
    method: 'POST',
    headers: { ...COOKIE, origin, 'content-type': 'application/json' },
    body: '{"provider":"google"}',
  })
}

test('14.13 the recipe for Vite passes the page’s origin and cookies on to the backend', async () => {
  await prepare()
  const { default: recipe } = await import('../recipes/vite.config.ts')
  const { server } = await import('../recipes/express.ts')
  const backend = createServer(server)
  const port = await listen(backend)
  // As the recipe says, but for the port.
  expect(recipe.server.proxy).toEqual({ '/api': 'http://localhost:3000' })
  const vite = await createVite({
    configFile: false,
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1', ws: false, proxy: { '/api': `http://127.0.0.1:${port}` } },
  })
  await vite.listen()
  onTestFinished(async () => {
    backend.closeAllConnections()
    backend.close()
    await vite.close()
  })
  const [url = ''] = vite.resolvedUrls?.local ?? []
  const minted = await fetch(mintAt(`${url}api/alter/session`, 'http://localhost:5173'))
  expect([minted.status, await minted.json()]).toEqual([201, MINTED])
})

test('14.13 the recipe for an API on another origin answers the preflight of the page', async () => {
  await prepare()
  const ask = await served((await import('../recipes/api-origin.ts')).server)
  const preflight = await ask(
    new Request('http://api.test/api/alter/session', {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
    }),
  )
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
    204,
    'https://app.example.com',
  ])
  expect((await ask(mintAt('http://api.test/api/alter/session', 'https://app.example.com'))).status).toBe(201)
})
