import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { CreateSessionRequest } from '@alter/protocol'
import { startLocalProvider } from '@alter/provider'
import type { LocalProvider } from '@alter/provider'
import { createVault } from '@alter/vault'
import { createAdaptorServer } from '@hono/node-server'
import { build } from 'esbuild'

/** Whose client a program gets when it imports `@alter-ai/connect`. */
export type Client = 'published' | 'ours'

export interface Embed {
  /** Address of the page that runs `programs/<name>.ts`. */
  page(client: Client, name: string): string
  vaultUrl: string
  provider: LocalProvider
  /** When the provider's redirect last reached the vault; epoch, in milliseconds. */
  redirectedAt(): number
  close(): Promise<void>
}

const CALLBACK = '/sdk/oauth/callback/'

/**
 * A bare app that embeds a Connect client, with a real vault and a real provider: three sites to the browser. The app
 * answers `/session?delivery=<what it can receive>&after=<ms>`.
 */
export async function startEmbed(): Promise<Embed> {
  const app = await listen('app.localhost')
  const front = await listen('vault.localhost')
  const callback = (id: string): { redirect_uris: string[] } => ({
    redirect_uris: [`${front.url}${CALLBACK}${id}`],
  })
  const provider = await startLocalProvider({
    host: 'provider.localhost',
    clients: {
      identity: { redirect_uris: [`${app.url}/`] },
      google: callback('google'),
      github: callback('github'),
    },
  })
  const { google, github, identity } = provider
  const folder = await mkdtemp(join(tmpdir(), 'alter-embed-'))
  const apiKey = `alter_key_app_${randomBytes(32).toString('base64url')}`
  const vault = await createVault({
    public_url: front.url,
    data_dir: folder,
    master_key: randomBytes(32).toString('base64'),
    log: 'fatal',
    allow_private_network: [new URL(provider.origin).host],
    apps: [
      {
        id: 'app',
        name: 'App',
        api_key: apiKey,
        origins: [app.url],
        identity: { issuer: identity.issuer, audience: identity.clientId },
        providers: {
          google: {
            issuer: google.issuer,
            client_id: google.clientId,
            client_secret: google.clientSecret,
            scopes: ['https://www.googleapis.com/auth/calendar.readonly'],
            api_hosts: [new URL(google.api).host],
          },
          github: {
            authorization_endpoint: github.endpoints.authorization,
            token_endpoint: github.endpoints.token,
            userinfo_endpoint: github.endpoints.userinfo,
            issuer: github.issuer,
            client_id: github.clientId,
            client_secret: github.clientSecret,
            api_hosts: [new URL(github.api).host],
          },
        },
      },
    ],
  })

  let redirectedAt = 0
  front.answerWith((request) => {
    if (new URL(request.url).pathname.startsWith(CALLBACK)) {
      redirectedAt = performance.timeOrigin + performance.now()
    }
    return vault.fetch(request)
  })

  const mint = async (request: CreateSessionRequest): Promise<Response> => {
    const user_token = await provider.userToken({ sub: 'ada', email: 'ada@lovelace.example' })
    return vault.fetch(
      new Request(`${front.url}/sdk/oauth/connect/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
        body: JSON.stringify({ user_token, ...request }),
      }),
    )
  }
  const scripts = { published: await bundle('published'), ours: await bundle('ours') }
  app.answerWith(async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/session') {
      await setTimeout(Number(searchParams.get('after')))
      const home = request.headers.get('referer') ?? `${app.url}/`
      return mint({
        allowed_providers: searchParams.get('providers')?.split(',') ?? ['google'],
        // As that README has it: the one for a desktop, both where there are phones as well.
        return_url: home,
        ...(searchParams.get('delivery') === 'both' && { allowed_origin: app.url }),
      })
    }
    const [, client, name = ''] = pathname.split('/')
    if (client !== 'published' && client !== 'ours') return new Response('Not found', { status: 404 })
    const script = scripts[client].get(name)
    return script === undefined
      ? new Response(documentFor(name, front.url), { headers: { 'content-type': 'text/html' } })
      : new Response(script, { headers: { 'content-type': 'text/javascript' } })
  })

  return {
    page: (client, name) => `${app.url}/${client}/${name}`,
    vaultUrl: front.url,
    provider,
    redirectedAt: () => redirectedAt,
    async close() {
      await app.close()
      await front.close()
      await vault.close()
      await provider.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function documentFor(name: string, vault: string): string {
  return `<!doctype html>
<html lang="en" data-vault="${vault}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <link rel="icon" href="data:,">
    <title>App</title>
  </head>
  <body><script type="module" src="${name}.js"></script></body>
</html>`
}

/** The programs as an app's bundler makes them, by file name. */
async function bundle(client: Client): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: ['drop-in', 'idle', 'timed-ours', 'timed-published'].map((name) =>
      join(import.meta.dirname, `programs/${name}.ts`),
    ),
    alias: client === 'ours' ? { '@alter-ai/connect': '@alter/connect' } : {},
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    outdir: import.meta.dirname,
    conditions: ['@alter/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
}

type Handler = (request: Request) => Response | Promise<Response>

const starting: Handler = () => new Response('Starting', { status: 503 })

/** A port that is open before there is anything behind it: the parts must know each other's addresses first. */
async function listen(
  host: string,
): Promise<{ url: string; answerWith(handler: Handler): void; close(): Promise<void> }> {
  let handler: Handler = starting
  const server = createAdaptorServer({ fetch: (request) => handler(request) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return {
    url: `http://${host}:${address.port}`,
    answerWith(next) {
      handler = next
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
