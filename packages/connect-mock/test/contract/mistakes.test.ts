/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalProvider, type LocalProvider } from '@alter/provider'
import { alterRoutes, App } from '@alter/sdk'
import { createVault, type Vault } from '@alter/vault'
import { expect, onTestFinished, test as base, vi } from 'vitest'

const PAGE = 'http://localhost:5173'
const API_KEY = `alter_key_app_${randomBytes(32).toString('base64url')}`

/** Its types are the browser's, which this project has not. */
const CORE: string = '@alter/connect'

interface ConnectError {
  code: string
  message: string
  retryable: boolean
}

type Handler = (request: Request) => Response | Promise<Response>

async function toRequest(req: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  const { method = 'GET' } = req
  const headers = new Headers(Object.entries(req.headers).map(([name, value]) => [name, String(value)]))
  const body = method === 'GET' ? null : Buffer.concat(chunks)
  return new Request(`http://${req.headers.host}${req.url}`, { method, headers, body })
}

async function reply(handle: Handler, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const response = await handle(await toRequest(req))
  res.writeHead(response.status, Object.fromEntries(response.headers))
  res.end(Buffer.from(await response.arrayBuffer()))
}

async function serve(handle: Handler): Promise<{ url: string; server: Server }> {
  const server = createServer((req, res) => {
    void reply(handle, req, res)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return { url: `http://localhost:${address.port}`, server }
}

/** A vault behind a socket, and who signs its users in. */
interface Place {
  folder: string
  provider: LocalProvider
  vaultUrl: string
}

const test = base.extend<{ $file: { place: Place } }>({
  place: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'alter-mistakes-'))
      const { url: vaultUrl, server } = await serve((request) => vault.fetch(request, { ip: '127.0.0.1' }))
      const callback = { redirect_uris: [`${vaultUrl}/sdk/oauth/callback/google`] }
      const provider = await startLocalProvider({
        clients: { identity: callback, google: callback, github: callback },
      })
      const vault = await createVault({
        public_url: vaultUrl,
        data_dir: folder,
        master_key: randomBytes(32).toString('base64'),
        allow_private_network: true,
        log: 'silent',
        apps: [
          {
            id: 'daybreak',
            name: 'Daybreak',
            api_key: API_KEY,
            origins: [PAGE],
            identity: { issuer: provider.identity.issuer, audience: provider.identity.clientId },
            providers: {
              google: {
                issuer: provider.google.issuer,
                client_id: provider.google.clientId,
                client_secret: provider.google.clientSecret,
                scopes: ['openid'],
              },
            },
          },
        ],
      })
      await use({ folder, provider, vaultUrl })
      server.close().closeAllConnections()
      await vault.close()
      await provider.close()
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'file' },
  ],
})

/** Serves until the test is over. */
async function serveForTest(handle: Handler): Promise<string> {
  const { url, server } = await serve(handle)
  onTestFinished(() => server.close().closeAllConnections())
  return url
}

/** A developer's app: where its backend is, and what the page calls. */
interface Setup {
  /** Origin of the page. */
  page?: string
  apiKey?: string
  baseUrl?: string
  basePath?: string
  cors?: boolean
  provider?: string
  userToken?: (provider: LocalProvider) => string | undefined | Promise<string | undefined>
  /** Instead of the routes of the SDK. */
  backend?: Handler
  /** What the page calls. */
  path?: string
}

interface Row extends Setup {
  name: string
  message: RegExp
  retryable: boolean
  /** What the backend writes to its log. */
  log?: RegExp
}

/** A click on a connect button of that app, up to its error. */
async function click({ provider, vaultUrl }: Place, setup: Setup): Promise<ConnectError> {
  const { userToken } = setup
  const app = new App({
    apiKey: setup.apiKey ?? API_KEY,
    baseUrl: setup.baseUrl ?? vaultUrl,
    timeout: 20_000,
  })
  const routes = alterRoutes({
    app,
    origins: ['http://localhost:5173', 'http://localhost:6000'],
    basePath: setup.basePath,
    cors: setup.cors,
    userToken: () =>
      userToken ? userToken(provider) : provider.userToken({ sub: 'ada', email: 'ada@example.com' }),
  })
  const url = await serveForTest(setup.backend ?? routes)
  const { callBackend, createConnect } = await import(CORE)
  const connect = createConnect({
    platform: platformOf(setup.page ?? PAGE),
    session: ({ provider: id }: { provider: string }) =>
      callBackend(url + (setup.path ?? '/api/alter/session'), {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: setup.page ?? PAGE, connection: 'close' },
        body: JSON.stringify({ provider: id }),
      }),
  })
  return connect.connect({ provider: setup.provider ?? 'google' }).then(
    () => Promise.reject(new Error('it connected')),
    (error: ConnectError) => error,
  )
}

/** As much of a browser as a click needs. */
function platformOf(page: string) {
  const self = { parent: undefined as unknown, length: 0 }
  self.parent = self
  const popup = { closed: false, location: { replace() {} }, close() {}, focus() {}, postMessage() {} }
  const { fetch, setInterval, clearInterval, setTimeout, clearTimeout, console } = globalThis
  return Object.assign(Object.create(null), {
    document: { hidden: false, hasFocus: () => true },
    location: { href: `${page}/`, assign() {} },
    history: { state: null, replaceState() {} },
    navigator: {},
    console,
    Date,
    self,
    open: () => popup,
    addEventListener() {},
    reportError(error: unknown) {
      throw error
    },
    fetch,
    setInterval,
    clearInterval,
    setTimeout,
    clearTimeout,
  })
}

function html(status: number): Handler {
  return () => new Response('<!doctype html>', { status, headers: { 'content-type': 'text/html' } })
}

const ROWS: Row[] = [
  {
    name: 'wrong origin in the app',
    page: 'http://localhost:7777',
    message: /^http:\/\/localhost:7777 is not among the origins of alterRoutes: list it there/,
    retryable: false,
  },
  {
    name: 'wrong origin in the vault',
    page: 'http://localhost:6000',
    message:
      /^allowed_origin: http:\/\/localhost:6000 is not a registered origin of daybreak; registered: http:\/\/localhost:5173/,
    retryable: false,
  },
  {
    name: 'not signed in',
    userToken: () => undefined,
    message: /^Nobody is signed in: userToken of alterRoutes found no user in this request\.$/,
    retryable: false,
  },
  {
    name: 'not signed in, from another origin: its cookies stayed behind',
    cors: true,
    userToken: () => undefined,
    message:
      /^Nobody is signed in: userToken of alterRoutes found no user in this request\. Does the page call with credentials: 'include'\?$/,
    retryable: false,
  },
  {
    name: 'token refused: over',
    userToken: (provider) => provider.userToken({ sub: 'ada', expiresIn: -600 }),
    message: /^The user token has expired: send a fresh one\. If it is fresh, compare the clocks/,
    retryable: false,
  },
  {
    name: 'an issuer whose clock is 5 minutes ahead',
    userToken: (provider) =>
      provider.userToken({ sub: 'ada', claims: { nbf: Math.floor(Date.now() / 1000) + 300 } }),
    message:
      /^The user token is not valid yet \(nbf\): compare the clocks of its issuer and of this vault\.$/,
    retryable: false,
  },
  {
    name: 'token refused: no JWT',
    userToken: () => 'session-id-of-the-app',
    message:
      /^The user token is not a valid JWT, but an opaque text: ask the issuer for a JWT, .*audience\.$/,
    retryable: false,
  },
  {
    name: 'token refused: with its scheme',
    userToken: () => 'Bearer eyJ',
    message: /^The user token is not a JWT: pass the token itself, without "Bearer" or spaces\.$/,
    retryable: false,
  },
  {
    name: 'wrong audience',
    userToken: (provider) => provider.userToken({ sub: 'ada', audience: 'another-client' }),
    message: /^The user token has aud "another-client"; this app accepts .+\.$/,
    retryable: false,
  },
  {
    name: 'provider unknown',
    provider: 'gogle',
    message: /gogle/,
    retryable: false,
  },
  {
    name: 'provider id in capital letters',
    provider: 'Google',
    message: /^There is no provider Google; configured: google\. Ids are in lower case\.$/,
    retryable: false,
  },
  {
    name: 'provider not configured',
    provider: 'github',
    message: /github/i,
    retryable: false,
  },
  {
    name: 'wrong API key',
    apiKey: 'alter_key_app_of-another-vault',
    message: /^The vault refused the API key of the app's backend\.$/,
    retryable: false,
    log: /invalid_api_key/,
  },
  {
    name: 'vault down',
    baseUrl: 'http://localhost:9',
    message: /^The app's backend could not reach the vault\.$/,
    retryable: true,
    log: /The vault at http:\/\/localhost:9 could not be reached/,
  },
  {
    name: 'wrong baseUrl',
    baseUrl: 'PROVIDER',
    message: /^What answered the app's backend is not a vault: baseUrl must be the address of the vault/,
    retryable: false,
    log: /check baseUrl|answered 404/,
  },
  {
    name: 'baseUrl with the path of a route',
    baseUrl: 'VAULT/sdk',
    message:
      /^There is nothing at this address: it has \/sdk before \/sdk\. .*, and baseUrl must end before \/sdk\.$/,
    retryable: false,
  },
  {
    name: 'vault behind a prefix that its proxy does not take away',
    baseUrl: 'VAULT/services/vault/',
    message:
      /^There is nothing at this address: it has \/services\/vault before \/sdk\. A proxy in front of the vault must remove it/,
    retryable: false,
  },
  {
    name: 'routes not mounted',
    backend: html(404),
    message:
      /^POST http:\/\/localhost:\d+\/api\/alter\/session answered 404 with HTML: is alterRoutes mounted there\?$/,
    retryable: false,
  },
  {
    name: 'wrong basePath',
    basePath: '/alter',
    path: '/v1/alter/session',
    message:
      /^There is nothing at \/v1\/alter\/session: the routes are below \/alter\. .*basePath: '\/v1\/alter'\.$/,
    retryable: false,
  },
  {
    name: 'a page of the app for every path',
    backend: html(200),
    message: /answered 200 with HTML: another route answers instead/,
    retryable: false,
  },
  {
    name: 'a proxy without its backend',
    backend: html(502),
    message: /answered 502 with HTML: is the backend behind the proxy running\?$/,
    retryable: true,
  },
  {
    name: 'redirect to a login page',
    backend: (request) =>
      request.url.endsWith('/login')
        ? new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })
        : new Response(null, { status: 303, headers: { location: '/login' } }),
    message:
      /was redirected to http:\/\/localhost:\d+\/login, which answered 200 with HTML: does the route need a sign-in/,
    retryable: false,
  },
  {
    name: 'an answer of another shape',
    backend: () => Response.json({ sessionToken: 'alter_cs_x', connectUrl: 'http://x' }),
    message: /session_token/,
    retryable: false,
  },
  {
    name: 'a backend that is down',
    path: ':1/',
    message: /got no answer: is the backend running\?$/,
    retryable: true,
  },
]

test.for(ROWS)('14.4 $name', async ({ message, retryable, log, ...setup }, { place }) => {
  const logged = vi.spyOn(console, 'error').mockReturnValue()
  const baseUrl = setup.baseUrl?.replace('PROVIDER', place.provider.origin).replace('VAULT', place.vaultUrl)
  const error = await click(place, { ...setup, ...(baseUrl !== undefined && { baseUrl }) })
  expect(error.message).toMatch(message)
  expect(error.retryable).toBe(retryable)
  const lines = logged.mock.calls.flat().map(String).join('\n')
  if (log) expect(lines).toMatch(log)
  // Neither the page nor the log ever has a secret.
  for (const text of [error.message, lines]) expect(text).not.toContain(API_KEY)
  logged.mockRestore()
})

test.for<[string, string, boolean, boolean, RegExp]>([
  [
    'identity issuer stopped',
    'http://localhost:59999',
    true,
    true,
    /^The identity issuer http:\/\/localhost:59999 gave no usable keys: it could not be reached\.$/,
  ],
  [
    'issuer on a private network',
    'http://localhost:59999',
    false,
    false,
    /gave no usable keys: one of its addresses is on a private network, which this vault may not call \(setting allow_private_network\)\.$/,
  ],
])('14.4 %s', async ([, issuer, isPrivateAllowed, isRetryable, message], { place }) => {
  let other: Vault
  const url = await serveForTest((request) => other.fetch(request, { ip: '127.0.0.1' }))
  other = await createVault({
    public_url: url,
    data_dir: join(place.folder, randomBytes(4).toString('hex')),
    master_key: randomBytes(32).toString('base64'),
    allow_private_network: isPrivateAllowed,
    log: 'silent',
    apps: [
      {
        id: 'daybreak',
        name: 'Daybreak',
        api_key: API_KEY,
        origins: [PAGE],
        identity: { issuer, audience: 'daybreak' },
        providers: { google: { client_id: 'x', client_secret: 'x', scopes: ['openid'] } },
      },
    ],
  })
  const logged = vi.spyOn(console, 'error').mockReturnValue()
  const error = await click(place, {
    baseUrl: url,
    userToken: (provider) => provider.userToken({ sub: 'ada', issuer, audience: 'daybreak' }),
  })
  expect(error.message).toMatch(message)
  expect(error.retryable).toBe(isRetryable)
  // What only the operator can mend is in the log of the backend too.
  expect(logged.mock.calls.length).toBe(isRetryable ? 0 : 1)
  logged.mockRestore()
  await other.close()
})
