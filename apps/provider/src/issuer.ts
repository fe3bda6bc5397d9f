import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type JWK, Provider } from 'oidc-provider'
import { configuration } from './configuration.ts'
import { Directory } from './directory.ts'
import { readJson, send } from './http.ts'
import { grantLoader, interact } from './interaction.ts'
import { loadStyle } from './page.ts'
import type { Caller, Kept, StandIn } from './stand-in.ts'
import { Store } from './store.ts'

export interface ClientRegistration {
  redirect_uris: string[]
  /** Where a browser may go back to after it signed out. Default: nowhere. */
  post_logout_redirect_uris?: string[]
  /** What the pages call the app. Default `Daybreak`. */
  client_name?: string
}

/** What a token endpoint does instead of answering: status 500, nothing at all, or 200 with a page. */
export type TokenFault = 'none' | 'error' | 'hang' | 'garbage'

export interface Request {
  method: string
  /** Below the issuer, without the query. */
  path: string
  /** 0 as long as there is no answer. */
  status: number
}

/** One of the services, with one client registered. */
export interface LocalIssuer {
  issuer: string
  clientId: string
  clientSecret: string
  /** Where its endpoints are, for those who do not use discovery. */
  endpoints: { authorization: string; token: string; revocation: string; userinfo: string }
  /** Base URL of its API. */
  api: string
  /** Settable. */
  fault: TokenFault
  /** Settable: its answers carry `Cross-Origin-Opener-Policy: same-origin`. */
  coop: boolean
  /** What it was asked, newest last. */
  requests: Request[]
  /** Does what a person does who removes the app in the account settings. */
  revokeAll(account: string): Promise<void>
}

export interface IssuerServer {
  local: LocalIssuer
  /** @param path below the issuer, with the query */
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
}

/** @param origin where the server answers, such as `http://localhost:4402` */
export async function createIssuer(
  standIn: StandIn,
  origin: string,
  registration: ClientRegistration,
  accessTokenTtl: number,
  signingKey: JWK,
): Promise<IssuerServer> {
  const issuer = `${origin}/${standIn.id}`
  const directory = new Directory(standIn.accounts, standIn.openAccount)
  const store = new Store()
  const style = await loadStyle(standIn)
  const appName = registration.client_name ?? 'Daybreak'
  const clientSecret = randomBytes(32).toString('base64url')
  const client = {
    client_id: `alter-local-${standIn.id}`,
    client_secret: clientSecret,
    client_name: appName,
    redirect_uris: registration.redirect_uris,
    post_logout_redirect_uris: registration.post_logout_redirect_uris ?? [],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
  }
  const offlineCodes = new Set<string>()
  const kept: Kept = new Map()
  const parts = { standIn, directory, store, style, appName }
  const loadGrant = grantLoader(parts)
  const provider = new Provider(
    issuer,
    configuration({ ...parts, client, signingKey, accessTokenTtl, loadGrant, offlineCodes }),
  )
  provider.on('authorization.success', ({ oidc }) => {
    const code = oidc.entities.AuthorizationCode
    if (code && oidc.params?.['access_type'] === 'offline' && oidc.result?.consent) offlineCodes.add(code.jti)
  })
  if (standIn.scopeSeparator === ',') answerWithCommas(provider)
  const answerOAuth = provider.callback()

  async function callerOf(request: IncomingMessage): Promise<Caller | undefined> {
    const value = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const token = value ? await provider.AccessToken.find(value) : undefined
    const account = token?.accountId ? directory.find(token.accountId) : undefined
    return token && account ? { token, account } : undefined
  }

  const local: LocalIssuer = {
    issuer,
    clientId: client.client_id,
    clientSecret,
    endpoints: {
      authorization: issuer + standIn.routes.authorization,
      token: issuer + standIn.routes.token,
      revocation: issuer + standIn.routes.revocation,
      userinfo: issuer + standIn.routes.userinfo,
    },
    api: issuer,
    fault: 'none',
    coop: false,
    requests: [],
    revokeAll: async (account) => store.revokeAll(directory.find(account)?.sub ?? account),
  }

  return {
    local,
    handle: async (request, response, path) => {
      const [pathname = '/'] = path.split('?')
      const entry: Request = { method: request.method ?? 'GET', path: pathname, status: 0 }
      local.requests.push(entry)
      response.on('finish', () => {
        entry.status = response.statusCode
      })
      if (local.coop) response.setHeader('cross-origin-opener-policy', 'same-origin')
      if (pathname === standIn.routes.token && local.fault !== 'none')
        return answerWrong(response, local.fault)
      if (pathname.startsWith('/interaction/')) return interact(provider, parts, request, response)
      const caller = await callerOf(request)
      const add = request.method === 'POST' ? standIn.adds[pathname] : undefined
      const answer = add ? add(caller, await readJson(request), kept) : standIn.api(pathname, caller, kept)
      if (answer) {
        const { status, headers, body } = answer
        return send(response, status, 'application/json; charset=utf-8', JSON.stringify(body), headers)
      }
      // Discovery names one host, whatever name a caller used.
      request.headers.host = new URL(origin).host
      // The library compares the two to find its mount path, as in Express.
      const url = standIn.scopeSeparator === ',' ? path.replaceAll(/%2C/gi, '%20') : path
      Object.assign(request, { originalUrl: `/${standIn.id}${url}`, url })
      return answerOAuth(request, response)
    },
  }
}

/** The library only knows scopes with spaces between them, as in RFC 6749 §3.3. */
function answerWithCommas(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next()
    const body: unknown = ctx.body
    if (typeof body === 'object' && body !== null && 'access_token' in body && 'scope' in body) {
      ctx.body = { ...body, scope: String(body.scope).replaceAll(' ', ',') }
    }
  })
}

function answerWrong(response: ServerResponse, fault: Exclude<TokenFault, 'none'>): void {
  if (fault === 'hang') return
  if (fault === 'error') {
    return send(response, 500, 'application/json', JSON.stringify({ error: 'server_error' }))
  }
  return send(response, 200, 'text/html', '<!doctype html><title>Welcome</title><h1>It works!</h1>')
}
