import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type AuthorizeResponse,
  type CreateSessionRequest,
  type CreateSessionResponse,
  type Grant,
  type GrantPage,
  HEADER,
  type Landing,
  type PageSession,
  type Problem,
  type SessionResult,
} from '@alter/protocol'
import { approve, type Choice, type LocalProvider, startLocalProvider } from '@alter/provider'
import {
  type AppConfig,
  createVault,
  type IdentityConfig,
  type ProviderConfig,
  type Vault,
  type VaultConfig,
} from '@alter/vault'
import { openTestDatabase } from './database.ts'
import type { Prepared } from './prepared.ts'
import { sealGrants } from './sealed-grants.ts'

export const VAULT = 'http://vault.localhost:4401'
export const ORIGIN = 'http://app.localhost:4400'
export const CALENDAR = 'https://www.googleapis.com/auth/calendar.readonly'

/** Apps whose Wallet callbacks the identity provider accepts. */
const WALLET_APPS = ['demo', 'second', 'other']

/** A vault, a real OAuth server, a browser, a backend and a clock for tests. */
export interface System {
  vault: Vault
  provider: LocalProvider
  config: VaultConfig
  apiKey: string
  folder: string
  /** All log lines so far. */
  log: string[]
  /** Every secret that appeared in this run. */
  secrets: Set<string>
  /** Moves the vault's clock forward. */
  pass(seconds: number): void
  /** What the vault's clock shows. Milliseconds since the epoch. */
  now: () => number
  /** Starts another vault on the same data, as after a restart or in another process. Default: with the same config. */
  secondVault(config?: VaultConfig): Promise<Vault>
  /** Runs a statement in the database. Parameters are written `?`. */
  database<Row>(sql: string, ...parameters: unknown[]): Promise<Row[]>
  /** Changes grants as the vault itself would: they are sealed in the transaction of the statement. */
  changeGrants(sql: string, ...parameters: unknown[]): Promise<void>
  /** All data as it is stored. */
  databaseDump(): Promise<string>
  close(): Promise<void>
}

export interface SystemOptions {
  vault?: Partial<VaultConfig>
  app?: Partial<AppConfig>
  google?: Partial<ProviderConfig>
  /**
   * Whether the vault is a client of the identity provider, so that there is a Wallet; or further identity settings.
   */
  wallet?: true | Partial<IdentityConfig>
  /** Further apps. */
  also?: (app: AppConfig, provider: LocalProvider) => AppConfig[]
  accessTokenTtl?: number
  /** Called before the first vault starts, to prepare its database. */
  before?: (config: VaultConfig) => Promise<void>
  /** URL of a PostgreSQL cluster, or `null` for SQLite. Default: the database of the test run. */
  postgres?: string | null
}

/** The preparations of the test run (see `setup.ts`); empty outside of tests. */
async function preparedFor({
  postgres,
  before,
}: SystemOptions): Promise<Partial<Prepared> & { postgres?: string | undefined }> {
  if (postgres !== undefined) return postgres === null ? {} : { postgres }
  const { inject } = await import('vitest')
  const { signingKeys, template } = inject('prepared')
  return { signingKeys, postgres: inject('postgres'), ...(before === undefined && { template }) }
}

function walletOf({ wallet }: SystemOptions, { identity }: LocalProvider): Partial<IdentityConfig> {
  if (wallet === undefined) return {}
  const client = { client_id: identity.clientId, client_secret: identity.clientSecret }
  return wallet === true ? client : { ...client, ...wallet }
}

/**
 * Resolves when a new vault has swept its database. Two connections of one thread to an SQLite file can only wait for
 * each other in vain: a sweep that met a test's transaction waited for 5 s and failed. SQLite answers within one turn
 * of the event loop, so the sweeps are done by the next turn.
 */
export async function firstUpkeep(): Promise<void> {
  await nextTurn()
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'alter-vault-'))
  const { postgres, template, signingKeys } = await preparedFor(options)
  const database = await openTestDatabase(folder, postgres, template)
  function redirect(id: string): { redirect_uris: string[] } {
    return {
      redirect_uris: [`${VAULT}/sdk/oauth/callback/${id}`],
    }
  }
  const provider = await startLocalProvider({
    ...(signingKeys !== undefined && { signingKeys }),
    ...(options.accessTokenTtl !== undefined && { accessTokenTtl: options.accessTokenTtl }),
    clients: {
      identity: {
        redirect_uris: [
          `${ORIGIN}/signed-in`,
          ...WALLET_APPS.map((id) => `${options.vault?.public_url ?? VAULT}/wallet/callback/${id}`),
        ],
        post_logout_redirect_uris: [`${options.vault?.public_url ?? VAULT}/wallet`],
      },
      google: redirect('google'),
      github: redirect('github'),
    },
  })
  const { host } = new URL(provider.origin)
  const apiKey = `alter_key_app_${randomBytes(32).toString('base64url')}`
  const { google, github, identity } = provider
  const app: AppConfig = {
    id: 'demo',
    name: 'Daybreak',
    api_key: apiKey,
    origins: [ORIGIN, 'http://other.localhost:4400'],
    identity: { issuer: identity.issuer, audience: identity.clientId, ...walletOf(options, provider) },
    providers: {
      google: {
        issuer: google.issuer,
        client_id: google.clientId,
        client_secret: google.clientSecret,
        scopes: [CALENDAR],
        api_hosts: [host],
        ...options.google,
      },
      github: {
        authorization_endpoint: github.endpoints.authorization,
        token_endpoint: github.endpoints.token,
        userinfo_endpoint: github.endpoints.userinfo,
        revocation_endpoint: github.endpoints.revocation,
        issuer: github.issuer,
        client_id: github.clientId,
        client_secret: github.clientSecret,
        api_hosts: [host],
      },
    },
    ...options.app,
  }
  const config: VaultConfig = {
    public_url: VAULT,
    ...database.config,
    master_key: randomBytes(32).toString('base64'),
    allow_private_network: [host],
    // Everything here answers, and on a busy machine late. A test of a provider that does not takes a shorter time.
    provider_timeout: 60,
    log: 'trace',
    apps: [app, ...(options.also?.(app, provider) ?? [])],
    ...options.vault,
  }
  const log: string[] = []
  let ahead = 0
  function now(): number {
    return Date.now() + ahead
  }
  async function start(own = config): Promise<Vault> {
    const vault = await createVault(own, {
      logTo: { write: (line) => void log.push(line) },
      now,
    })
    await firstUpkeep()
    return vault
  }
  await options.before?.(config)
  const vaults = [await start()]
  const [vault] = vaults
  if (!vault) throw new Error('no vault')
  return {
    vault,
    provider,
    config,
    apiKey,
    folder,
    log,
    secrets: new Set([
      apiKey,
      google.clientSecret,
      github.clientSecret,
      identity.clientSecret,
      config.master_key ?? '',
    ]),
    pass(seconds) {
      ahead += seconds * 1000
    },
    now,
    async secondVault(own) {
      const second = await start(own)
      vaults.push(second)
      return second
    },
    database: <Row>(sql: string, ...parameters: unknown[]) => database.query<Row>(sql, ...parameters),
    async changeGrants(sql: string, ...parameters: unknown[]) {
      await sealGrants(config, { sql, parameters })
    },
    databaseDump: () => database.dump(),
    async close() {
      await Promise.all(vaults.map((each) => each.close()))
      await provider.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The app's backend, acting for one user. */
export class Backend {
  readonly system: System
  readonly user: string

  constructor(system: System, user = 'ada') {
    this.system = system
    this.user = user
  }

  async userToken(): Promise<string> {
    const { provider, secrets } = this.system
    const token = await provider.userToken({ sub: this.user, email: `${this.user}@app.example` })
    secrets.add(token)
    return token
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.system.vault.fetch(
      new Request(VAULT + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [HEADER.apiKey]: this.system.apiKey, ...headers },
        body: JSON.stringify(body),
      }),
    )
  }

  async tryMint(request: CreateSessionRequest = {}): Promise<Response> {
    const asUser = request.principal === undefined && { user_token: await this.userToken() }
    return this.post('/sdk/oauth/connect/session', { ...asUser, ...request })
  }

  async mint(
    request: CreateSessionRequest = { allowed_providers: ['google'] },
  ): Promise<CreateSessionResponse> {
    const minted = await json<CreateSessionResponse>(await this.tryMint(request), 201)
    this.system.secrets.add(minted.session_token)
    return minted
  }

  async ask(path: string, method = 'GET', init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set(HEADER.apiKey, this.system.apiKey)
    if (!headers.has(HEADER.userToken)) headers.set(HEADER.userToken, await this.userToken())
    return this.system.vault.fetch(new Request(VAULT + path, { ...init, method, headers }))
  }

  /** Sends a proxied call. */
  async call(url: string, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> {
    const chosen = HEADER.grant in headers ? {} : { [HEADER.provider]: 'google' }
    return this.ask('/sdk/proxy', init.method ?? 'GET', {
      ...init,
      headers: { ...chosen, [HEADER.url]: url, ...headers },
    })
  }

  async calendar(headers: Record<string, string> = {}): Promise<Response> {
    return this.call(`${this.system.provider.google.api}/calendar/v3/calendars/primary/events`, headers)
  }

  async grants(): Promise<Grant[]> {
    return (await json<GrantPage>(await this.ask('/sdk/grants'))).grants
  }

  /** Columns of this user's grants as they are stored, oldest first. */
  grantRows<Row>(columns: string): Promise<Row[]> {
    return this.system.database<Row>(
      `select ${columns} from grants where user_id in (select id from users where subject = ?) order by created_at`,
      this.user,
    )
  }
}

/** A browser window with its cookies. */
export class Browser {
  readonly system: System
  readonly cookies: Map<string, string> = new Map()

  constructor(system: System) {
    this.system = system
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie) headers.set('cookie', cookie)
    const response = await this.system.vault.fetch(new Request(new URL(path, VAULT), { ...init, headers }))
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      this.cookies.set(name, value)
      this.system.secrets.add(value)
    }
    return response
  }

  async page(step: string, body: unknown, token?: string): Promise<Response> {
    return this.send(`/sdk/oauth/connect/session/${step}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    })
  }

  async start(token: string, landing?: Landing): Promise<PageSession> {
    const body = landing === undefined ? {} : { landing }
    return json<PageSession>(await this.page('start', body, token))
  }

  async authorize(sessionId: string, provider = 'google'): Promise<string> {
    const response = await this.page('authorize', { session_id: sessionId, provider, welcomed: true })
    const { authorization_url } = await json<AuthorizeResponse>(response)
    this.system.secrets.add(new URL(authorization_url).searchParams.get('state') ?? '')
    return authorization_url
  }

  /** Goes through the provider's pages. Resolves with the callback URL without fetching it. */
  async consent(authorizationUrl: string, choice: Choice = { account: 'ada@work.example' }): Promise<string> {
    const callback = await approve(authorizationUrl, choice)
    const code = new URL(callback).searchParams.get('code')
    if (code !== null) this.system.secrets.add(code)
    return callback
  }

  async outcome(sessionId: string): Promise<PageSession> {
    return json<PageSession>(await this.page('start', { session_id: sessionId }))
  }

  /** Runs a whole flow, from token to outcome. */
  async connect(
    minted: CreateSessionResponse,
    choice: Choice,
    { provider = 'google', landing }: { provider?: string; landing?: Landing } = {},
  ): Promise<PageSession> {
    await this.start(minted.session_token, landing)
    const callback = await this.consent(await this.authorize(minted.session_id, provider), choice)
    const landed = await this.send(callback)
    if (landed.status !== 303) throw new Error(`the callback answered ${landed.status}`)
    return this.outcome(minted.session_id)
  }
}

/** Connects an account of the user at Google. */
export async function connectGoogle(backend: Backend, account = 'ada@work.example'): Promise<Grant> {
  const outcome = await new Browser(backend.system).connect(await backend.mint(), { account })
  const [connection] = outcome.grants
  const grant = (await backend.grants()).find(({ grant_id }) => grant_id === connection?.grant_id)
  if (!grant) throw new Error(`nothing was connected: ${outcome.error_description}`)
  return grant
}

/** The state of the flow. */
export async function pollResult(system: System, token: string, wait = 0): Promise<SessionResult> {
  return json<SessionResult>(
    await system.vault.fetch(
      new Request(`${VAULT}/sdk/oauth/connect/session/result?wait=${wait}`, { method: 'POST', body: token }),
    ),
  )
}

/** The JSON body of an answer with the expected status. */
export async function json<Value>(response: Response, status = 200): Promise<Value> {
  const text = await response.text()
  if (response.status !== status) throw new Error(`status ${response.status} instead of ${status}: ${text}`)
  const value: Value = JSON.parse(text)
  return value
}

/** The problem document of a refused request. */
export async function problem(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type')
  if (type !== 'application/problem+json') throw new Error(`not a problem: ${response.status} ${type}`)
  return json<Problem>(response, response.status)
}

/** The longest that a poll may wait. Seconds. */
const LONGEST_WAIT = 25

/** Like {@link pollResult} with the longest wait. Rejects when nothing woke the poll before its time was over. */
export async function pollUntilWoken(system: System, token: string): Promise<SessionResult> {
  const asked = performance.now()
  const result = await pollResult(system, token, LONGEST_WAIT)
  // The vault's timer, which began later, may fire a little early.
  if (performance.now() - asked > LONGEST_WAIT * 1000 - 100) throw new Error('nothing woke the poll')
  return result
}

/** Rows of the grants table without secrets. */
export function grantTable(
  system: System,
): Promise<{ id: string; status: string; account_identifier: string }[]> {
  return system.database('select id, status, account_identifier from grants order by created_at')
}
