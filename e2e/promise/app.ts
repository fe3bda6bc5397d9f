import { build } from 'esbuild'
import { Play, type PlayParts } from './play.ts'
import type { Entry, PageScene } from './scene.ts'

/** The app's page with the widget in it, as a browser loads it: chunks by name. */
export async function bundlePage(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: { page: new URL('host/page.ts', import.meta.url).pathname },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@alter/source'],
    outdir: '/',
    write: false,
    logLevel: 'error',
  })
  return new Map(outputFiles.map(({ path, text }) => [path, text]))
}

const FORGER = `<!doctype html><title>Another site</title><script>
  parent.postMessage(JSON.parse(decodeURIComponent(location.hash.slice(1))), '*')
</script>`

/** Keeps a value where this page's site keeps it, and says what it found: `/probe#write`, `/probe#read`. */
const PROBE = `<!doctype html><title>Probe</title><p id="found"></p><script>
  if (location.hash === '#write') localStorage.setItem('kept', 'yes')
  document.title = 'Found: ' + localStorage.getItem('kept')
  document.querySelector('p').textContent = document.title
</script>`

/** The origins of a stage. */
export interface Places {
  app: string
  /** A fourth site. */
  frame: string
  vaults: Record<PageScene['vault'], string>
}

export interface AppServer {
  play(scene: PageScene, parts: PlayParts): Play
  answer(request: Request): Promise<Response>
}

export function createApp(pages: Map<string, string>, places: Places): AppServer {
  const plays = new Map<string, { scene: PageScene; play: Play }>()

  return {
    play(scene, parts) {
      const play = new Play(parts)
      plays.set(new URL(scene.base).pathname, { scene, play })
      return play
    },
    async answer(request) {
      const { pathname, host } = new URL(request.url)
      if (pathname === '/forger') return html(FORGER)
      if (pathname === '/probe') return html(PROBE)
      if (pathname === '/around-probe')
        return html(`<!doctype html><iframe src="${places.frame}/probe#read"></iframe>`)
      const code = pages.get(pathname)
      if (code !== undefined) return new Response(code, { headers: { 'content-type': 'text/javascript' } })
      const [, base = '', deed] = /^(\/rows\/\w+)(?:\/(\w+))?$/.exec(pathname) ?? []
      const found = plays.get(base)
      if (!found) return new Response('Not found', { status: 404 })
      const { scene, play } = found
      if (deed === 'log') {
        const entry: Entry = await readJson(request)
        play.add(entry)
        return new Response(null, { status: 204 })
      }
      if (deed === 'session') {
        const { provider, returnUrl }: { provider?: string; returnUrl?: string } = await readJson(request)
        return play.mint(provider, returnUrl)
      }
      if (host !== new URL(places.app).host) return html(framePage(scene))
      return html(appPage(scene), headersOf(scene, places))
    },
  }
}

async function readJson<Body>(request: Request): Promise<Body> {
  return JSON.parse(await request.text())
}

function html(body: string, headers: Record<string, string> = {}): Response {
  return new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } })
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
}

function appPage(scene: PageScene): string {
  return `<!doctype html><html lang="en"><title>The app</title><meta name="viewport" content="width=device-width">
<body data-scene="${attribute(JSON.stringify(scene))}"><h1>The app</h1>
<script type="module" src="/page.js"></script></body></html>`
}

function framePage({ base, frame }: PageScene): string {
  const sandbox = frame === 'without-popups' ? ' sandbox="allow-scripts allow-same-origin"' : ''
  return `<!doctype html><html lang="en"><title>Around the app</title>
<iframe title="The app" src="${base}" width="600" height="400"${sandbox}></iframe></html>`
}

function headersOf(scene: PageScene, { frame }: Places): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `connect-src 'self'${scene.reachesVault ? ` ${scene.vaultOrigin}` : ''}`,
    `frame-src ${frame}`,
    "require-trusted-types-for 'script'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-cache',
    ...(scene.coop && { 'cross-origin-opener-policy': 'same-origin' }),
  }
}
