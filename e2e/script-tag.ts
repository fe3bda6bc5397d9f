import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { App, alterRoutes } from '@alter/sdk'
import { openProvider, openSite } from './sites.ts'
import { openVault } from './vault.ts'

const folder = new URL('../apps/script-tag/', import.meta.url)
/** Another folder than that of the page, so that a test can tell from beside which of the two something is loaded. */
const FILE = 'widget/alter-connect.iife.js'
const file = new URL('../packages/connect/dist/alter-connect.iife.js', import.meta.url)

/**
 * `late`: the second button gets its properties from a script, before the widget's file has come. `changed`: the file was
 * changed after its `integrity` was written.
 */
export type Variant = 'plain' | 'late' | 'changed'

/** `apps/script-tag` as its README says to serve it, with a real vault and a real provider: three sites. */
export interface ScriptTag extends Visit {
  origin: string
  url(variant?: Variant): string
  /** What comes from the browser of another user than Ada, who has a name as the cookie {@link VISITOR}. */
  visit(user: string): Visit
  /** Lets the widget's file wait until the returned function is called. */
  holdFile(): () => void
  close(): Promise<void>
}

export interface Visit {
  /** What the browser said against the page's policy. */
  reports: string[]
  /** The connections that the page's form sent. */
  sent: string[][]
}

/** Cookie by which the app knows its user. */
export const VISITOR = 'visitor'
/** Without it. */
const ADA = 'ada'

/** Beside the reports that the browser sends by itself. */
const WATCH = `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
  navigator.sendBeacon('/reports', [effectiveDirective, blockedURI, sample].join(' '))
})`

const LATE = `const [, button] = document.querySelectorAll('alter-connect-button')
Object.assign(button, { provider: 'github', sessionUrl: '/api/alter/session' })`

/** @throws where the widget was not built: `pnpm --filter @alter/connect run build` */
export async function openScriptTag(): Promise<ScriptTag> {
  const [code, integrity] = await Promise.all([
    readFile(file, 'utf8'),
    readFile(`${file.pathname}.sri`, 'utf8'),
  ])
  const [site, vaultSite] = await Promise.all([openSite('app'), openSite('vault')])
  const provider = await openProvider([vaultSite.origin])
  const { vault, apiKey, close } = await openVault({ origin: vaultSite.origin, app: site.origin, provider })
  const routes = alterRoutes({
    app: new App({ apiKey, baseUrl: vaultSite.origin, fetch: (request) => vault.fetch(request) }),
    origins: [site.origin],
    userToken: (request) => provider.userToken({ sub: visitorOf(request), email: 'ada@lovelace.example' }),
  })
  const page = await readPage(vaultSite.origin, integrity.trim())
  const visits = new Map<string, Visit>()
  function visit(user: string): Visit {
    const known = visits.get(user) ?? { reports: [], sent: [] }
    visits.set(user, known)
    return known
  }
  let held: Promise<unknown> | undefined

  const answers: Record<string, (request: Request) => Response | Promise<Response>> = {
    '/watch.js': () => answer(WATCH, 'text/javascript'),
    '/late.js': () => answer(LATE, 'text/javascript'),
    async '/reports'(request) {
      visit(visitorOf(request)).reports.push(await request.text())
      return new Response(null, { status: 204 })
    },
    async '/accounts'(request) {
      visit(visitorOf(request)).sent.push((await request.formData()).getAll('connection').map(String))
      return answer('Saved', 'text/plain')
    },
  }
  const files: Record<string, (variant: string) => Response | Promise<Response>> = {
    '': (variant) => answer(variant === 'late' ? page.late : page.plain, 'text/html', page.policy),
    'settings.html': () => answer(page.list, 'text/html', page.policy),
    'page.js': async () => answer(await read('page.js'), 'text/javascript'),
    'page.css': async () => answer(await read('page.css'), 'text/css'),
    async [FILE](variant) {
      await held
      return answer(variant === 'changed' ? `${code}\n// changed` : code, 'text/javascript')
    },
  }
  site.answerWith((request) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/api/alter/')) return routes(request)
    const [, variant = '', name = ''] = /^\/(plain|late|changed)\/(.*)$/.exec(pathname) ?? []
    if (name.startsWith('script/')) return script(name)
    const found = variant === '' ? answers[pathname]?.(request) : files[name]?.(variant)
    return found ?? new Response('Not found', { status: 404 })
  })
  vaultSite.answerWith((request) => vault.fetch(request))

  return {
    url: (variant = 'plain') => `${site.origin}/${variant}/`,
    origin: site.origin,
    visit,
    ...visit(ADA),
    holdFile() {
      const release = new AbortController()
      held = once(release.signal, 'abort')
      return () => release.abort()
    },
    async close() {
      await Promise.all([site.close(), vaultSite.close(), provider.close()])
      await close()
    },
  }
}

function visitorOf(request: Request): string {
  return new RegExp(`\\b${VISITOR}=(\\w+)`).exec(request.headers.get('cookie') ?? '')?.[1] ?? ADA
}

/** A file for a `<script type="module">`, as it was built. */
async function script(name: string): Promise<Response> {
  return answer(await readFile(new URL(name, file), 'utf8'), 'text/javascript')
}

interface Page {
  plain: string
  late: string
  /** The page with the list, by `<script type="module">`. */
  list: string
  /** The policy in the page's head, as a header, which can report. */
  policy: string
}

/** The page as it stands, for this vault, and watched. */
async function readPage(vault: string, integrity: string): Promise<Page> {
  const source = (await read('index.html')).replaceAll('http://localhost:4401', () => vault)
  const settings = (await read('settings.html')).replaceAll('http://localhost:4401', () => vault)
  const policy = /Content-Security-Policy"\s+content="([^"]+)"/.exec(source)?.[1]
  if (policy === undefined) throw new Error('The page has no policy')
  const tag = 'src="alter-connect.iife.js"'
  const watched = swap(source, '<title>', '<script src="/watch.js"></script><title>')
  const list = swap(settings, '<title>', '<script src="/watch.js"></script><title>')
  const plain = swap(watched, tag, `src="${FILE}" integrity="${integrity}" crossorigin="anonymous"`)
  const bare = swap(
    plain,
    'provider="github" name="connection" session-url="/api/alter/session"',
    'name="connection"',
  )
  const late = swap(bare, '</body>', '<script src="/late.js"></script></body>')
  return { plain, late, list, policy: `${policy}; report-uri /reports` }
}

function read(name: string): Promise<string> {
  return readFile(new URL(name, folder), 'utf8')
}

function swap(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`The page has no ${from}`)
  return text.replace(from, () => to)
}

function answer(text: string, type: string, policy?: string): Response {
  const headers = new Headers({ 'content-type': `${type}; charset=utf-8` })
  if (policy !== undefined) headers.set('content-security-policy', policy)
  return new Response(text, { headers })
}
