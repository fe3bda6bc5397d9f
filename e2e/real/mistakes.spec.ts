import { alterRoutes, App } from '@alter/sdk'
import { expect, type Page, test as base } from '@playwright/test'
import { build } from 'esbuild'
import { consent } from '../demo.ts'
import { openProvider, openSite } from '../sites.ts'
import { type AppVault, openVault } from '../vault.ts'

/** An app that is being set up: its page, and backends with one mistake each. */
interface Workshop {
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

async function openWorkshop(): Promise<Workshop> {
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
    if (pathname === '/mistakes.js') return respond(script, 'text/javascript')
    if (pathname === '/') {
      const page = documentFor(searchParams.get('session') ?? '', searchParams.get('credentials') ?? '')
      return respond(page, 'text/html')
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

function documentFor(session: string, credentials: string): string {
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

const test = base.extend<object, { workshop: Workshop }>({
  workshop: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const workshop = await openWorkshop()
      await use(workshop)
      await workshop.close()
    },
    { scope: 'worker' },
  ],
})

/** A click that fails before its window shows anything. */
async function click(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Connect' }).click()
  const output = page.locator('output')
  await expect(output).toContainText(': ')
  return output.innerText()
}

async function open(page: Page): Promise<Page> {
  const popup = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Connect' }).click()
  return popup
}

test('14.4 CORS: a backend on another origin that lets no page in', async ({ page, workshop }) => {
  const { origin, api } = workshop
  await page.goto(workshop.page(`${api}/plain/session`))
  expect(await click(page)).toBe(
    `session_failed: POST ${api}/plain/session got no answer: is it running, and may ${origin} call it (alterRoutes with cors: true, and ${origin} among its origins)?`,
  )
})

test('14.4 CORS: a backend whose origins do not list the page', async ({ page, workshop }) => {
  const { origin, api } = workshop
  await page.goto(workshop.page(`${api}/other-origins/session`))
  expect(await click(page)).toContain(`alterRoutes with cors: true, and ${origin} among its origins`)
})

test('14.4 CORS: a page that leaves its cookies behind', async ({ page, workshop }) => {
  await page.goto(workshop.page(`${workshop.api}/cors/session`))
  expect(await click(page)).toBe(
    "session_failed: Nobody is signed in: userToken of alterRoutes found no user in this request. Does the page call with credentials: 'include'?",
  )
})

test('14.4 a separate API origin connects, behind a prefix, with a slash at the end of public_url', async ({
  page,
  workshop,
}) => {
  await page.goto(workshop.page(`${workshop.api}/cors/session`, 'include'))
  await consent(await open(page), 'ada@work.example')
  await expect(page.locator('output')).toHaveText('connected: ada@work.example')
})

test('14.4 a slash too many at the end of the path of the routes changes nothing', async ({
  page,
  workshop,
}) => {
  await page.goto(workshop.page('/trailing-slash/session/'))
  await consent(await open(page), 'ada@work.example')
  await expect(page.locator('output')).toHaveText('connected: ada@work.example')
})

test('14.4 a page on https whose backend is on http', async ({ page, workshop }) => {
  const session = 'http://api.daybreak.example/session'
  await page.route('https://daybreak.example/**', (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: workshop.script })
      : route.fulfill({ contentType: 'text/html', body: documentFor(session, '') }),
  )
  await page.goto('https://daybreak.example/')
  expect(await click(page)).toBe(
    `session_failed: POST ${session} got no answer: a page on https may not call http.`,
  )
})

test('14.4 client secret wrong: the page learns of it after consent', async ({ page, workshop }) => {
  await page.goto(workshop.page('/wrong-secret/session'))
  const popup = await open(page)
  await consent(popup, 'ada@work.example')
  await expect(page.locator('output')).toContainText(
    /^provider_misconfigured: Google refused with invalid_client.* Compare client_id and client_secret of app: providers\.google/,
  )
})

test('14.4 redirect URI not registered: the provider says so in the window, and closing it leaves the page as it was', async ({
  page,
  workshop,
}) => {
  await page.goto(workshop.page('/unregistered/session'))
  const popup = await open(page)
  await expect(popup.getByText('redirect_uri did not match')).toBeVisible()
  await popup.close()
  await expect(page.locator('output')).toHaveText('connected: nothing')
})
