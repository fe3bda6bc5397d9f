import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { App, alterRoutes } from '@alter/sdk'
import { build } from 'vite'
import { openProvider, openSite } from '../sites.ts'
import { openVault } from '../vault.ts'

export type Framework = 'vue' | 'svelte'

/** What an app is served with: nothing inline, and no markup from strings. */
function policyFor(vault: string): string {
  return [
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'",
    `connect-src 'self' ${vault}`,
    `img-src 'self' ${vault}`,
  ].join('; ')
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

/** Vite's build of an example in `apps`, with the packages as they are published. */
export interface Build {
  folder: string
  remove: () => Promise<void>
}

export async function buildApp(framework: Framework): Promise<Build> {
  const root = new URL(`../../apps/${framework}/`, import.meta.url).pathname
  const folder = await mkdtemp(join(tmpdir(), `alter-${framework}-`))
  await build({ root, logLevel: 'error', build: { outDir: folder, emptyOutDir: true, assetsInlineLimit: 0 } })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

export interface RunningApp {
  url: string
  close: () => Promise<void>
}

/** The app with a real vault and a real provider: three sites. */
export async function startApp({ folder }: Build): Promise<RunningApp> {
  const [site, vaultSite] = await Promise.all([openSite('app'), openSite('vault')])
  const provider = await openProvider([vaultSite.origin])
  const { vault, apiKey, close } = await openVault({ origin: vaultSite.origin, app: site.origin, provider })
  const routes = alterRoutes({
    app: new App({ apiKey, baseUrl: vaultSite.origin, fetch: (request) => vault.fetch(request) }),
    origins: [site.origin],
    userToken: () => provider.userToken({ sub: 'ada', email: 'ada@lovelace.example' }),
  })
  vaultSite.answerWith((request) => vault.fetch(request))
  site.answerWith(async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/api/alter/')) return routes(request)
    // Browsers request a favicon by themselves.
    if (pathname === '/favicon.ico') return new Response(null, { status: 204 })
    const name = pathname === '/' ? 'index.html' : pathname.slice(1)
    const body = await readFile(join(folder, name)).catch(() => undefined)
    if (!body) return new Response('Not found', { status: 404 })
    return new Response(body, {
      headers: {
        'content-type': `${TYPES[extname(name)] ?? 'application/octet-stream'}; charset=utf-8`,
        'content-security-policy': policyFor(vaultSite.origin),
      },
    })
  })
  return {
    url: `${site.origin}/`,
    async close() {
      await Promise.all([site.close(), vaultSite.close(), provider.close()])
      await close()
    },
  }
}
