import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import type { WalletActivity, WalletApproval, WalletSession } from '@alter/protocol'
import { walletPage } from '@alter/wallet-page'
import { activity, ago, appCard, DAY, usualWorld, type World } from './world.ts'

/** The policy that the README of the pages names. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

/** Answers like a vault in states that are hard to reach with a real one. It serves the real, built pages. */
export interface StandIn {
  /** The Wallet's address. */
  url: string
  world: World
  close(): Promise<void>
}

/** @param prefix path that the vault is mounted below, such as `/vault` */
export async function startStandIn(prefix = ''): Promise<StandIn> {
  const world = usualWorld()
  const base = `${prefix}/wallet`
  const server = createServer((request, response) => void answer(world, base, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no port')
  return {
    url: `http://localhost:${address.port}${base}`,
    world,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(world: World, base: string, request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const asset = walletPage.assets[pathname.slice(`${base}/assets/`.length)]
  if (pathname.startsWith(`${base}/assets/`) && asset !== undefined) {
    send(response, 200, asset.type, asset.body, { 'cache-control': 'public, max-age=31536000, immutable' })
  } else if (pathname.endsWith('.svg')) {
    send(response, 200, 'image/svg+xml', logo(pathname))
  } else if (pathname.startsWith(`${base}/sign-in`)) {
    world.signedIn = true
    response.writeHead(303, { location: base + (searchParams.get('to') ?? '/') }).end()
  } else if (pathname.startsWith(`${base}/api/`)) {
    const body = await text(request)
    if (body !== '') world.posted.push(JSON.parse(body))
    const path = pathname.slice(`${base}/api/`.length)
    world.asked.push(`${request.method} ${path}`)
    await world.delay
    const isSafe = request.method === 'GET' || request.headers['x-alter-wallet'] === '1'
    const [status, value] = isSafe
      ? reply(world, base, path, searchParams, body)
      : problem(403, 'origin_not_allowed')
    const type = status < 400 ? 'application/json' : 'application/problem+json'
    if (typeof value === 'string') send(response, status, 'text/csv', value)
    else send(response, status, type, JSON.stringify(value))
  } else {
    send(response, 200, 'text/html; charset=utf-8', walletPage.html(base), {
      'content-security-policy': POLICY,
    })
  }
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': type, 'content-encoding': 'gzip', ...headers })
    .end(gzipSync(body))
}

type Reply = [status: number, value: object | string]

function problem(status: number, code: string): Reply {
  return [status, { type: 'about:blank', title: code, status, code, detail: code, request_id: 'req-1' }]
}

function reply(world: World, base: string, path: string, query: URLSearchParams, body: string): Reply {
  if (world.fault !== undefined) return problem(world.fault, 'internal_error')
  if (path === 'session') return [200, sessionOf(world, base)]
  if (!world.signedIn) return problem(401, 'session_expired')
  const [kind = '', id = '', act] = path.split('/').map(decodeURIComponent)
  if (kind === 'home') {
    const apps = world.apps.map((app) => appCard(world, app)).filter(({ connections }) => connections > 0)
    return [200, { apps, approvals: world.approvals.filter(({ status }) => status === 'pending') }]
  }
  if (kind === 'apps') {
    const app = world.apps.find(({ app_id }) => app_id === id)
    if (app === undefined) return problem(404, 'not_found')
    const connection_list = world.connections.filter(({ app_id }) => app_id === id)
    return [200, { ...appCard(world, app), connection_list }]
  }
  if (kind === 'connections') return connectionReply(world, id, act)
  if (kind === 'delegations') {
    for (const one of world.connections)
      one.agents = one.agents.filter(({ delegation_id }) => delegation_id !== id)
    return [200, { delegation_id: id, removed_at: ago(0) }]
  }
  if (kind === 'approvals') return approvalReply(world, id, act, body)
  if (kind === 'activity') return [200, pageOf(world, query)]
  if (kind === 'activity.csv') return [200, 'at,app\n']
  if (kind === 'filters') {
    return [
      200,
      {
        apps: world.apps,
        providers: [
          { provider: 'google', provider_name: 'Google' },
          { provider: 'github', provider_name: 'GitHub' },
        ],
        agents: [{ agent_id: 'agent-scout', agent_name: 'Scout', app_id: 'daybreak' }],
      },
    ]
  }
  if (kind === 'sign-out') {
    world.signedIn = false
    return [200, {}]
  }
  if (kind === 'forget') {
    world.connections = []
    world.signedIn = false
    return [200, { apps: [{ app_id: 'daybreak', connections_ended: 3 }], signed_out: true }]
  }
  return problem(404, 'not_found')
}

function sessionOf({ signedIn, ways, label, apps, forgettable }: World, base: string): WalletSession {
  const sign_in = ways.map((way) => ({ ...way, url: way.url.replace('/wallet', base) }))
  if (!signedIn) return { signed_in: false, sign_in }
  return {
    signed_in: true,
    user: { label },
    expires_at: ago(-DAY / 2),
    ends_at_issuer: false,
    apps,
    forgettable,
    sign_in: sign_in.slice(1),
  }
}

function connectionReply(world: World, id: string, act: string | undefined): Reply {
  const connection = world.connections.find(({ connection_id }) => connection_id === id)
  if (connection === undefined) return problem(404, 'not_found')
  if (act === 'disconnect') {
    world.connections = world.connections.filter((one) => one !== connection)
    const { manage_url } = connection
    return [200, { connection_id: id, revoked_at: ago(0), provider_revocation: 'not_supported', manage_url }]
  }
  if (act === 'extend') {
    connection.ends_at = connection.extendable_until ?? ago(-DAY)
    return [200, { connection_id: id, ends_at: connection.ends_at }]
  }
  const app = world.apps.find(({ app_id }) => app_id === connection.app_id)
  const of = new URLSearchParams({ connection: id })
  return [200, { app, connection, activity: pageOf(world, of) }]
}

function approvalReply(world: World, id: string, act: string | undefined, body: string): Reply {
  const approval = world.approvals.find(({ approval_id }) => approval_id === id)
  if (approval === undefined) return problem(404, 'not_found')
  if (act === undefined) return [200, approval]
  if (approval.status !== 'pending') return problem(409, 'session_ended')
  const { reason }: { reason?: string } = body === '' ? {} : JSON.parse(body)
  const decided: Partial<WalletApproval> =
    act === 'approve'
      ? { status: 'approved' }
      : { status: 'denied', ...(reason !== undefined && { denial_reason: reason }) }
  Object.assign(approval, { ...decided, decided_at: ago(0) })
  return [200, approval]
}

/** Pages by cursor, as in the vault. Rows are made when they are asked for. */
function pageOf(
  { rows, newest }: World,
  query: URLSearchParams,
): { activity: WalletActivity[]; next_cursor?: string } {
  const limit = 50
  const found: WalletActivity[] = []
  let index = Number(query.get('before') ?? 0)
  for (; index < rows && found.length < limit; index += 1) {
    const row = { ...activity(index), ...newest[index] }
    if (matches(row, query)) found.push(row)
  }
  return { activity: found, ...(index < rows && { next_cursor: String(index) }) }
}

function matches(row: WalletActivity, query: URLSearchParams): boolean {
  const wanted: [string, string | undefined][] = [
    ['app', row.app_id],
    ['provider', row.provider],
    ['agent', row.agent?.agent_id],
    ['connection', row.connection_id],
    ['outcome', row.outcome],
  ]
  const [from, to] = [query.get('from'), query.get('to')]
  return (
    wanted.every(([name, value]) => !query.has(name) || query.get(name) === value) &&
    (from === null || row.at >= from) &&
    (to === null || row.at <= to)
  )
}

const COLOURS: Record<string, string> = {
  google: '#4285f4',
  github: '#8b949e',
  slack: '#e01e5a',
  daybreak: '#e08a00',
}

function logo(path: string): string {
  const colour = Object.entries(COLOURS).find(([name]) => path.includes(name))?.[1] ?? '#888888'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10" fill="${colour}"/></svg>`
}
