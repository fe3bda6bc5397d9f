import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { CreateSessionResponse } from '@alter/protocol'
import type { LocalProvider } from '@alter/provider'
import { build } from 'esbuild'
import { openProvider, openSite } from './sites.ts'
import { type AppVaultOptions, openVault } from './vault.ts'

/** The client that a program gets when it imports `@alter-ai/connect`. */
export type Client = 'published' | 'ours'

export interface Embed {
  /** Address of the page that runs `programs/<name>.ts`. */
  page(client: Client, name: string): string
  vaultUrl: string
  /** Key of the app at the vault. */
  apiKey: string
  provider: LocalProvider
  /** When the provider's redirect last reached the vault; epoch, in milliseconds. */
  redirectedAt(): number
  close(): Promise<void>
}

const CALLBACK = '/sdk/oauth/callback/'

/** How a bare app is started. */
export type EmbedOptions = Pick<AppVaultOptions, 'sessionsPerUser'>

/**
 * A bare app that embeds a Connect client, with a real vault and a real provider: three sites to the browser. The app
 * answers `/session?delivery=<delivery>&after=<ms>`.
 */
export async function startEmbed(options: EmbedOptions = {}): Promise<Embed> {
  const [app, vaultSite] = await Promise.all([openSite('app'), openSite('vault')])
  const provider = await openProvider([vaultSite.origin])
  const { vault, apiKey, ask, close } = await openVault({
    ...options,
    origin: vaultSite.origin,
    app: app.origin,
    provider,
  })
  let redirectedAt = 0
  vaultSite.answerWith((request) => {
    if (new URL(request.url).pathname.startsWith(CALLBACK)) {
      redirectedAt = performance.timeOrigin + performance.now()
    }
    return vault.fetch(request)
  })

  const scripts = { published: await bundle('published'), ours: await bundle('ours') }
  app.answerWith(async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/session') {
      await setTimeout(Number(searchParams.get('after')))
      const session = await ask<CreateSessionResponse>('session', {
        user_token: await provider.userToken({ sub: 'ada', email: 'ada@lovelace.example' }),
        allowed_providers: searchParams.get('providers')?.split(',') ?? ['google'],
        // From that README: one address for desktops, and both if there are phones as well.
        return_url: request.headers.get('referer') ?? `${app.origin}/`,
        ...(searchParams.get('delivery') === 'both' && { allowed_origin: app.origin }),
      })
      return Response.json(session, { status: 201 })
    }
    const [, client, name = ''] = pathname.split('/')
    if (client !== 'published' && client !== 'ours') return new Response('Not found', { status: 404 })
    const script = scripts[client].get(name)
    return script === undefined
      ? new Response(documentFor(name, vaultSite.origin), { headers: { 'content-type': 'text/html' } })
      : new Response(script, { headers: { 'content-type': 'text/javascript' } })
  })

  return {
    page: (client, name) => `${app.origin}/${client}/${name}`,
    vaultUrl: vaultSite.origin,
    apiKey,
    provider,
    redirectedAt: () => redirectedAt,
    async close() {
      await Promise.all([app.close(), vaultSite.close(), provider.close()])
      await close()
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
