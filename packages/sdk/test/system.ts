import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PageSession } from '@alter/protocol'
import {
  approve,
  makeSigningKeys,
  startLocalProvider,
  type Choice,
  type LocalProvider,
} from '@alter/provider'
import type { App, ConnectSession } from '@alter/sdk'
import { createVault, type ProviderConfig, type Vault } from '@alter/vault'
import { getRequestListener } from '@hono/node-server'
import { API_KEY } from './fake-vault.ts'
import { listen } from './listen.ts'

/** Master key of all vaults of a test file, so that a restarted vault opens its data. */
const MASTER_KEY = randomBytes(32).toString('base64')

/** Of all providers of a worker: they take 0.3 seconds of a processor to make. */
const madeKeys = makeSigningKeys()

/** Key of the agent in the vault's configuration. */
export const AGENT_KEY: string = `alter_key_agent_${randomBytes(32).toString('base64url')}`

export const ORIGIN = 'https://app.test'
export const WORK = 'ada@work.example'
export const HOME = 'ada@home.example'
export const CALENDAR_SCOPE = 'https://www.googleapis.com/auth/calendar.readonly'

/** A real vault behind a socket, as an app elsewhere sees it, and a real OAuth server. */
export interface System {
  provider: LocalProvider
  vaultUrl: string
  vault(): Vault
  /** Stops the vault and starts it again, on the same data and address. */
  restart(google?: ProviderConfig): Promise<void>
  /** Moves the vault's clock forward. */
  pass(seconds: number): void
  /** The JWT of a new user. */
  signIn(): Promise<string>
  close(): Promise<void>
}

export async function startSystem(): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'alter-sdk-'))
  const answer = getRequestListener((request) => vault.fetch(request, { ip: '127.0.0.1' }), {
    overrideGlobalObjects: false,
  })
  let isDown = false
  const server = createServer((req, res) => void (isDown ? req.socket.destroy() : answer(req, res)))
  const vaultUrl = `http://localhost:${await listen(server)}`
  const callback = { redirect_uris: [`${vaultUrl}/sdk/oauth/callback/google`] }
  const provider = await startLocalProvider({
    signingKeys: await madeKeys,
    clients: { identity: callback, google: callback, github: callback },
  })
  let ahead = 0
  function start(google: ProviderConfig = {}): Promise<Vault> {
    return createVault(
      {
        public_url: vaultUrl,
        data_dir: join(folder, 'data'),
        master_key: MASTER_KEY,
        allow_private_network: true,
        log: 'silent',
        apps: [
          {
            id: 'daybreak',
            name: 'Daybreak',
            api_key: API_KEY,
            origins: [ORIGIN],
            agents: [{ name: 'scout', display_name: 'Scout', api_key: AGENT_KEY }],
            identity: { issuer: provider.identity.issuer, audience: provider.identity.clientId },
            providers: {
              google: {
                issuer: provider.google.issuer,
                client_id: provider.google.clientId,
                client_secret: provider.google.clientSecret,
                api_hosts: [new URL(provider.google.api).host],
                scopes: ['openid', 'email', 'profile', CALENDAR_SCOPE],
                ...google,
              },
            },
          },
        ],
      },
      { now: () => Date.now() + ahead },
    )
  }
  let vault = await start()
  let users = 0
  return {
    provider,
    vaultUrl,
    vault: () => vault,
    async restart(google) {
      isDown = true
      await vault.close()
      vault = await start(google)
      isDown = false
    },
    pass(seconds) {
      ahead += seconds * 1_000
    },
    signIn() {
      users += 1
      return provider.userToken({ sub: `user-${users}`, email: `user-${users}@app.test` })
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await vault.close()
      await provider.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Does what the Connect page does for a user. Resolves with the provider's address and the cookie. */
export async function openPage(
  { vaultUrl }: System,
  { sessionToken, sessionId }: Pick<ConnectSession, 'sessionToken' | 'sessionId'>,
): Promise<{ url: string; cookie: string }> {
  const page = `${vaultUrl}/sdk/oauth/connect/session`
  const headers = { 'content-type': 'application/json' }
  const bearer = { ...headers, authorization: `Bearer ${sessionToken}` }
  const started = await fetch(`${page}/start`, { method: 'POST', headers: bearer, body: '{}' })
  const cookie = started.headers.get('set-cookie')?.split(';')[0] ?? ''
  const { agent }: PageSession = JSON.parse(await started.text())
  const consent = agent && { tightening: {} }
  const authorized = await fetch(`${page}/authorize`, {
    method: 'POST',
    headers: { ...headers, cookie },
    body: JSON.stringify({ session_id: sessionId, provider: 'google', welcomed: true, ...consent }),
  })
  const { authorization_url: url }: { authorization_url: string } = JSON.parse(await authorized.text())
  return { url, cookie }
}

/** Runs a user's whole flow: the page, the provider, and back. */
export async function connect(
  system: System,
  session: Pick<ConnectSession, 'sessionToken' | 'sessionId'>,
  choice: Choice,
): Promise<void> {
  const { url, cookie } = await openPage(system, session)
  const outcome = await fetch(await approve(url, choice), { headers: { cookie }, redirect: 'manual' })
  if (outcome.status !== 303) throw new Error(`the callback answered ${outcome.status}`)
}

export async function connectAccounts(
  system: System,
  { app, userToken }: { app: App; userToken: string },
  ...accounts: string[]
): Promise<void> {
  for (const account of accounts) {
    await connect(system, await app.createConnectSession({ allowedProviders: ['google'], userToken }), {
      account,
    })
  }
}
