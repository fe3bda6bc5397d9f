import { alterRoutes, App } from '@alter/sdk'
import { build } from 'esbuild'
import { openProvider, openSite } from '../sites.ts'
import { type AppVault, openVault } from '../vault.ts'

/** An app that is being set up: its page, and backends with one mistake each. */
export interface Workshop {
  /** Origin of the page. */
  origin: string
  /** Origin of a backend that does not serve the page. */
  api: string
  script: string
  /** Address of the page, for a session URL. */
  page(session: string, credentials?: 'include'): string
  close(): Promise<void>
}

/** What a proxy in front of the vault takes away. */
const PREFIX = '/services/vault'

export async function openWorkshop(): Promise<Workshop> {
  const [app, api] = await Promise.all([openSite('app'), openSite('app')])
  const [vaultSite, wrongSite, movedSite] = await Promise.all([
    openSite('vault'),
    openSite('vault'),
    openSite('vault'),
  ])
  const provider = await openProvider([`${vaultSite.origin}${PREFIX}`, wrongSite.origin])
  const vaults = await Promise.all([
    openVault({ origin: `${vaultSite.origin}${PREFIX}/`, app: app.origin, provider }),
    openVault({ origin: wrongSite.origin, app: app.origin, provider, clientSecret: 'of-another-client' }),
    openVault({ origin: movedSite.origin, app: app.origin, provider }),
  ])
  const [right, wrong, unregistered] = vaults
  vaultSite.answerWith((request) => right.vault.fetch(withoutPrefix(request)))
  wrongSite.answerWith((request) => wrong.vault.fetch(request))
  movedSite.answerWith((request) => unregistered.vault.fetch(request))

  function backend(
    basePath: string,
    { vault, apiKey }: AppVault,
    more: { cors?: boolean; origins?: string[] } = {},
  ): (request: Request) => Promise<Response> {
    return alterRoutes({
      app: new App({ apiKey, fetch: (request) => vault.fetch(request) }),
      origins: [app.origin],
      basePath,
      userToken: (request) =>
        request.headers.get('cookie')?.includes('signed-in=ada') === true
          ? provider.userToken({ sub: 'ada', email: 'ada@lovelace.example' })
          : undefined,
      ...more,
    })
  }
  const backends = new Map([
    ['/plain', backend('/plain', right)],
    ['/trailing-slash', backend('/trailing-slash/', right)],
    ['/cors', backend('/cors', right, { cors: true })],
    ['/other-origins', backend('/other-origins', right, { cors: true, origins: ['http://other.localhost'] })],
    ['/wrong-secret', backend('/wrong-secret', wrong)],
    ['/unregistered', backend('/unregistered', unregistered)],
  ])
  const script = await bundle()
  function answer(request: Request): Response | Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const [, first = ''] = pathname.split('/')
    const routes = backends.get(`/${first}`)
    if (routes !== undefined) return routes(request)
    if (first === 'signed-out') return Response.redirect(`${api.origin}/sign-in`)
    if (first === 'proxy')
      return new Response('<h1>502 Bad Gateway</h1>', {
        status: 502,
        headers: { 'content-type': 'text/html' },
      })
    if (pathname === '/mistakes.js') return respond(script, 'text/javascript')
    if (pathname === '/') {
      const page = documentFor(searchParams.get('session') ?? '', searchParams.get('credentials') ?? '')
      const response = respond(page, 'text/html')
      const policy = searchParams.get('policy')
      if (policy !== null) response.headers.set('content-security-policy', policy)
      return response
    }
    return new Response('Not found', { status: 404 })
  }
  app.answerWith(answer)
  api.answerWith(answer)
  return {
    origin: app.origin,
    api: api.origin,
    script,
    page: (session, credentials) =>
      `${app.origin}/?${new URLSearchParams({ session, ...(credentials && { credentials }) }).toString()}`,
    async close() {
      const sites = [app, api, vaultSite, wrongSite, movedSite]
      await Promise.all([...sites.map((site) => site.close()), provider.close()])
      await Promise.all(vaults.map((vault) => vault.close()))
    },
  }
}

function withoutPrefix(request: Request): Request {
  const url = new URL(request.url)
  url.pathname = url.pathname.replace(PREFIX, '')
  return new Request(url, request)
}

function respond(text: string, type: string): Response {
  return new Response(text, {
    headers: { 'content-type': type, 'set-cookie': 'signed-in=ada; SameSite=Lax' },
  })
}

export function documentFor(session: string, credentials: string): string {
  return `<!doctype html>
<html lang="en" data-session="${session}" data-credentials="${credentials}">
  <link rel="icon" href="data:,">
  <title>App</title>
  <button>Connect</button>
  <output></output>
  <script type="module" src="/mistakes.js"></script>
</html>`
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL('../programs/mistakes.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@alter/source'],
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}
