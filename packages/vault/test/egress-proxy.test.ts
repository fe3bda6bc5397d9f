import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { resolveSettings } from '../src/config/settings.ts'
import { addressRule } from '../src/outbound/address.ts'
import { EgressProxyError, readEgressProxy } from '../src/outbound/egress-proxy.ts'
import {
  createOutbound,
  ForbiddenAddressError,
  type Outbound,
  type Resolve,
} from '../src/outbound/outbound.ts'
import { CERTIFICATE, PRIVATE_KEY } from './certificate.ts'
import { runCommand, writeConfig } from './commands.ts'
import { Backend, Browser, connectGoogle, problem, startSystem } from './system.ts'

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function listening<Kind extends Server>(server: Kind): Promise<Kind> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const KEYS = { cert: CERTIFICATE, key: PRIVATE_KEY }

/** A provider, and a proxy that opens tunnels to it whatever it is asked for. */
let api: Server
let proxy: Server
let secureProxy: Server
let asked: { target: string; headers: IncomingMessage['headers'] }[]
let heard: string[]
let refuse: (target: string) => number
const trusted = getCACertificates('default')
beforeAll(async () => {
  setDefaultCACertificates([...trusted, CERTIFICATE])
  api = await listening(
    createTlsServer(KEYS, (request, response) => {
      heard.push(`${request.headers.host} ${request.headers.authorization ?? ''}`.trim())
      response.end('{"from":"outside"}')
    }),
  )
  function tunnel(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const target = request.url ?? ''
    asked.push({ target, headers: request.headers })
    const status = refuse(target)
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    const onward = connect(portOf(api), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    for (const end of [socket, onward]) end.on('error', () => undefined)
  }
  proxy = await listening(createServer())
  secureProxy = await listening(createTlsServer(KEYS))
  for (const server of [proxy, secureProxy]) server.on('connect', tunnel)
})
afterAll(() => {
  setDefaultCACertificates(trusted)
  for (const server of [api, proxy, secureProxy]) {
    server.close()
    server.closeAllConnections()
  }
})
beforeEach(() => {
  asked = []
  heard = []
  refuse = () => 200
})

const NAMES: Record<string, { address: string; family: number }[]> = {
  'api.outside.test': [{ address: '93.184.216.34', family: 4 }],
  'v6.outside.test': [
    { address: '2606:2800:220:1::1', family: 6 },
    { address: '93.184.216.34', family: 4 },
  ],
  'inside.test': [{ address: '10.0.0.7', family: 4 }],
  'both.outside.test': [
    { address: '169.254.169.254', family: 4 },
    { address: '93.184.216.34', family: 4 },
  ],
}
const looked: string[] = []
const resolve: Resolve = (name, _options, callback) => {
  looked.push(name)
  const addresses = NAMES[name]
  if (addresses) callback(null, addresses)
  else callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
}

const opened: Outbound[] = []
function through({
  url = `http://127.0.0.1:${portOf(proxy)}`,
  noProxy = '',
  resolves = false,
  allowed = [] as string[],
} = {}): Outbound {
  const outbound = createOutbound(
    addressRule(allowed),
    2000,
    resolve,
    readEgressProxy(url, noProxy, resolves),
  )
  opened.push(outbound)
  return outbound
}
afterEach(async () => {
  looked.length = 0
  await Promise.all(opened.splice(0).map((outbound) => outbound.close()))
})

function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : []
}

async function failure(call: Promise<unknown>): Promise<unknown[]> {
  return causes(await call.then(() => null).catch((error: unknown) => error))
}

describe('12.14: through a proxy', () => {
  test('the vault asks for the address that it checked, and speaks TLS with the name', async () => {
    const answer = await through().fetch('https://api.outside.test/x')
    expect(await answer.json()).toEqual({ from: 'outside' })
    expect(asked.map(({ target }) => target)).toEqual(['93.184.216.34:443'])
    expect(heard).toEqual(['api.outside.test'])
    expect(looked).toEqual(['api.outside.test'])
  })

  test('the name must be that of the certificate', async () => {
    NAMES['other.test'] = [{ address: '93.184.216.34', family: 4 }]
    expect(await failure(through().fetch('https://other.test/'))).not.toEqual([])
    expect(heard).toEqual([])
  })

  test.each([
    ['https://inside.test/', false],
    ['https://10.0.0.7/', false],
    ['https://169.254.169.254/latest/meta-data', true],
    ['https://[::1]/', true],
    ['https://[fd00::1]/', true],
    ['https://2130706433/', true],
    ['https://localhost/', true],
    ['https://x.localhost/', true],
  ])('a private address is never asked for: %s', async (url, resolves) => {
    const found = await failure(through({ resolves }).fetch(url))
    expect(found.some((error) => error instanceof ForbiddenAddressError)).toBe(true)
    expect(asked).toEqual([])
  })

  test('of several addresses only those that may be called, the next where one is not reached', async () => {
    await failure(through().fetch('https://both.outside.test/'))
    expect(asked.map(({ target }) => target)).toEqual(['93.184.216.34:443'])
    asked = []
    refuse = (target) => (target.startsWith('[') ? 502 : 200)
    expect((await through().fetch('https://v6.outside.test:8443/')).status).toBe(200)
    expect(asked.map(({ target }) => target)).toEqual(['[2606:2800:220:1::1]:8443', '93.184.216.34:8443'])
  })

  test('only by an explicit setting is the proxy asked for a name', async () => {
    expect((await through({ resolves: true }).fetch('https://api.outside.test/')).status).toBe(200)
    expect(asked.map(({ target }) => target)).toEqual(['api.outside.test:443'])
    expect(looked).toEqual([])
  })

  test('that is reached over TLS and asks for a password', async () => {
    const url = `https://ada:p%40ss@localhost:${portOf(secureProxy)}`
    expect((await through({ url }).fetch('https://api.outside.test/')).status).toBe(200)
    expect(asked[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('ada:p@ss')}`)
    expect(heard).toEqual(['api.outside.test'])
  })

  test.each([407, 403, 502, 302])('that answers %i is an error without its address', async (status) => {
    refuse = () => status
    const found = await failure(through().fetch('https://api.outside.test/'))
    const refused = found.find((error) => error instanceof EgressProxyError)
    expect(String(refused)).toContain(`answered ${status} when asked for a tunnel`)
    expect(String(refused)).not.toContain('127.0.0.1')
  })

  test('that is not there is an error', async () => {
    const found = await failure(through({ url: 'http://127.0.0.1:1' }).fetch('https://api.outside.test/'))
    expect(String(found.find((error) => error instanceof EgressProxyError))).toContain('could not be reached')
  })

  test('that never answers is given up when its time is over', async () => {
    const silent = await listening(createServer())
    silent.on('connect', () => undefined)
    const url = `http://127.0.0.1:${portOf(silent)}`
    expect(await failure(through({ url }).fetch('https://api.outside.test/'))).not.toEqual([])
    silent.close()
    silent.closeAllConnections()
  })

  test('calls of this machine over plain http go past it', async () => {
    const plain = await listening(createServer((_request, response) => response.end('here')))
    const host = `localhost:${portOf(plain)}`
    expect(await (await through({ allowed: [host] }).fetch(`http://${host}/`)).text()).toBe('here')
    expect(asked).toEqual([])
    plain.close()
    plain.closeAllConnections()
  })
})

describe('12.14: NO_PROXY', () => {
  test.each([
    ['*', 'anything.test', '443', true],
    ['example.com', 'example.com', '443', true],
    ['example.com', 'api.example.com', '443', true],
    ['example.com', 'notexample.com', '443', false],
    ['.example.com', 'api.example.com', '443', true],
    ['.example.com', 'notexample.com', '443', false],
    ['*.example.com', 'a.b.example.com', '443', true],
    ['EXAMPLE.com.', 'Api.Example.COM', '443', true],
    ['example.com:8443', 'example.com', '443', false],
    ['example.com:8443', 'example.com', '8443', true],
    ['a.test, b.test', 'b.test', '443', true],
    ['a.test b.test,,', 'b.test', '443', true],
    ['10.0.0.0/8', '10.1.2.3', '443', true],
    ['10.0.0.0/8', '11.1.2.3', '443', false],
    ['10.0.0.0/8', '10.example.com', '443', false],
    ['127.0.0.1', '127.0.0.1', '443', true],
    ['127.0.0.1:443', '127.0.0.1', '8443', false],
    ['::1', '::1', '443', true],
    ['[::1]:443', '::1', '443', true],
    ['fd00::/8', 'fd00::1', '443', true],
    ['0.1', '127.0.0.1', '443', false],
    ['', 'example.com', '443', false],
  ])('"%s" and %s:%s: %s', (pattern, host, port, bypasses) => {
    expect(readEgressProxy('http://proxy:1', pattern, false).bypasses(host, port)).toBe(bypasses)
  })

  test('what it names is called directly, and checked as without a proxy', async () => {
    const host = `localhost:${portOf(api)}`
    const direct = through({ noProxy: 'localhost', allowed: [host] })
    expect((await direct.fetch(`https://${host}/`)).status).toBe(200)
    const found = await failure(through({ noProxy: '*' }).fetch(`https://${host}/`))
    expect(found.some((error) => error instanceof ForbiddenAddressError)).toBe(true)
    expect(asked).toEqual([])
  })
})

describe('12.14: the environment', () => {
  const config = {
    public_url: 'http://localhost:4401',
    apps: [
      {
        id: 'demo',
        name: 'Demo',
        api_key: 'alter_key_app_0123456789abcdef',
        origins: ['http://localhost:4400'],
        identity: { issuer: 'http://localhost:4402', audience: 'demo' },
        providers: { google: { client_id: 'one', client_secret: 'two' } },
      },
    ],
  }
  function of(environment: NodeJS.ProcessEnv) {
    try {
      return resolveSettings(config, environment).egressProxy
    } catch (error) {
      return String(error)
    }
  }

  test.each([
    [{ HTTPS_PROXY: 'http://up:1' }, 'http://up:1/'],
    [{ https_proxy: 'http://low:1' }, 'http://low:1/'],
    [{ HTTPS_PROXY: 'http://up:1', https_proxy: 'http://low:1' }, 'http://low:1/'],
    [{ HTTPS_PROXY: 'proxy.example.com:3128' }, 'http://proxy.example.com:3128/'],
    [{ HTTPS_PROXY: 'http://up:1', https_proxy: '' }, undefined],
    [{ HTTPS_PROXY: '' }, undefined],
    [{ HTTP_PROXY: 'http://up:1' }, undefined],
    [{}, undefined],
  ])('%o is %s', (environment, expected) => {
    const found = of(environment)
    expect(typeof found === 'string' ? found : found?.url.href).toBe(expected)
  })

  test.each(['socks5://proxy:1080', 'http://', 'ht tp://x'])('%s is refused by name', (text) => {
    expect(of({ HTTPS_PROXY: text })).toMatch(/HTTPS_PROXY: must be the http or https URL of a proxy/)
  })

  test('NO_PROXY is read in both spellings', () => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      const found = of({ HTTPS_PROXY: 'http://up:1', [name]: 'a.test' })
      expect(typeof found === 'object' && found?.bypasses('x.a.test', '443')).toBe(true)
    }
  })
})

test('12.14: a use goes through the proxy, and its refusal is reported as that', async () => {
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${portOf(proxy)}`)
  const host = `localhost:${portOf(api)}`
  const other = `127.0.0.1:${portOf(api)}`
  const system = await startSystem({
    google: { api_hosts: [host, other] },
    vault: { allow_private_network: true },
  })
  try {
    const backend = new Backend(system)
    await connectGoogle(backend)
    expect(asked).toEqual([])
    expect((await backend.call(`https://${host}/`)).status).toBe(200)
    expect(asked.map(({ target }) => target)).toEqual([`127.0.0.1:${portOf(api)}`])
    expect(JSON.stringify(asked)).not.toContain('Bearer')
    expect(heard[0]).toMatch(/^localhost:\d+ Bearer /)
    refuse = () => 407
    expect(await problem(await backend.call(`https://${other}/`))).toMatchObject({
      code: 'provider_unreachable',
      detail: `${other} could not be reached: the proxy (HTTPS_PROXY) answered 407 when asked for a tunnel.`,
    })
  } finally {
    vi.unstubAllEnvs()
    await system.close()
  }
})

test('12.14: panic reaches the providers through the proxy as a vault does', async () => {
  const system = await startSystem()
  try {
    const browser = new Browser(system)
    const minted = await new Backend(system).mint({ allowed_providers: ['github'] })
    await browser.connect(minted, { account: 'ada' }, { provider: 'github' })
    const [app] = system.config.apps
    if (!app) throw new Error('no app')
    const github = { ...app.providers['github'], revocation_endpoint: 'https://api.outside.test/revoke' }
    const config = { ...system.config, proxy_resolves: true, apps: [{ ...app, providers: { github } }] }
    await writeConfig(system.folder, config)
    await writeFile(join(system.folder, 'trusted.pem'), CERTIFICATE)
    const { stdout } = await runCommand(system.folder, ['panic', '--app', 'demo', '--yes'], {
      HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
      NODE_EXTRA_CA_CERTS: join(system.folder, 'trusted.pem'),
    })
    expect(asked.map(({ target }) => target)).toEqual(['api.outside.test:443'])
    expect(stdout).toMatch(/^ {2}at the provider {3}1$/m)
  } finally {
    await system.close()
  }
})
