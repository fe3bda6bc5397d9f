import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PolicyRule, Weekday } from '@alter/protocol'
import { approve, type LocalProvider, type SigningKeys, startLocalProvider } from '@alter/provider'
import { App, alterRoutes, problemResponse } from '@alter/sdk'
import { createVault, type Vault } from '@alter/vault'
import { providersIn } from '../../src/world/provider.ts'
import type { Backend } from './backend.ts'
import { APP, VAULT } from './places.ts'

const REPO = 'repo'
const CALENDAR = 'https://www.googleapis.com/auth/calendar.readonly'

/** What all vaults of a file share. */
export interface PreparedVault extends AsyncDisposable {
  signingKeys: SigningKeys
  masterKey: string
  apiKey: string
  /** Data of a vault that has started once and has no users. */
  data: string
}

export async function prepareVault(signingKeys: SigningKeys): Promise<PreparedVault> {
  const folder = await mkdtemp(join(tmpdir(), 'alter-prepared-'))
  const provider = await startLocalProvider({ signingKeys, clients: CLIENTS })
  const prepared = {
    signingKeys,
    masterKey: randomBytes(32).toString('base64'),
    apiKey: `alter_key_app_${randomBytes(32).toString('base64url')}`,
    data: join(folder, 'data'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
  const vault = await startVault(folder, provider, { ...prepared, policies: [], now: Date.now })
  await vault.close()
  await provider.close()
  return prepared
}

const CLIENTS = {
  identity: { redirect_uris: [`${APP}/sign-in/callback`] },
  google: { redirect_uris: [`${VAULT}/sdk/oauth/callback/google`] },
  github: { redirect_uris: ['github', 'acme'].map((id) => `${VAULT}/sdk/oauth/callback/${id}`) },
}

/** The vault, the SDK's routes and an OAuth server, combined as in an app. */
export async function realBackend({ signingKeys, masterKey, apiKey, data }: PreparedVault): Promise<Backend> {
  const folder = await mkdtemp(join(tmpdir(), 'alter-contract-'))
  await cp(data, join(folder, 'data'), { recursive: true })
  const provider = await startLocalProvider({ signingKeys, clients: CLIENTS })
  let ahead = 0
  function start(policies: PolicyRule[] = []): Promise<Vault> {
    return startVault(folder, provider, { apiKey, masterKey, policies, now: () => Date.now() + ahead })
  }
  let vault = await start()
  const app = new App({ apiKey, baseUrl: VAULT, fetch: (request) => vault.fetch(request) })
  let isSignedIn = true
  function userToken(): Promise<string> | undefined {
    return isSignedIn ? provider.userToken({ sub: 'ada', email: 'ada@example.com' }) : undefined
  }
  const routes = alterRoutes({ app, origins: [APP], userToken, agents: { 'research-bot': {} } })

  async function calendar(url: URL): Promise<Response> {
    const account = url.searchParams.get('account')
    try {
      const target = `${provider.google.api}/calendar/v3/calendars/primary/events`
      const token = await userToken()
      const answer = await app.request('GET', target, {
        provider: 'google',
        ...(token !== undefined && { userToken: token }),
        ...(account !== null && { account }),
      })
      const headers = { 'cache-control': 'private, no-store' }
      return Response.json({ account: Object(await answer.json()).summary }, { headers })
    } catch (error) {
      return problemResponse(error)
    }
  }

  let cookie = ''
  return {
    async fetch(request) {
      const url = new URL(request.url)
      if (url.pathname === '/api/calendar') return calendar(url)
      if (url.origin === APP) return routes(request)
      cookie = request.headers.get('cookie') ?? cookie
      return vault.fetch(request)
    },
    async consent(authorizationUrl, choice) {
      const callback = new URL(
        await approve(
          authorizationUrl,
          'deny' in choice ? { account: 'ada@work.example', deny: true } : choice,
        ),
      )
      if ('deny' in choice && choice.error !== undefined) callback.searchParams.set('error', choice.error)
      const landed = await vault.fetch(new Request(callback, { headers: { cookie } }))
      return landed.headers.get('location') ?? ''
    },
    pass(seconds) {
      ahead += seconds * 1000
    },
    signOut() {
      isSignedIn = false
    },
    async refuseCalls() {
      await vault.close()
      vault = await start([shutOn(new Date(Date.now() + ahead))])
    },
    async close() {
      await vault.close()
      await provider.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Start {
  apiKey: string
  masterKey: string
  policies: PolicyRule[]
  now: () => number
}

/** Closed for that day and the next, so that the time zone does not matter. */
function shutOn(day: Date): PolicyRule {
  const days: Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
  const open = days[(day.getUTCDay() + 3) % 7] ?? 'sun'
  return { type: 'time_window', name: 'office-hours', zone: 'UTC', days: [open], from: '09:00', to: '17:00' }
}

function startVault(
  folder: string,
  { origin, identity, google, github }: LocalProvider,
  { apiKey, masterKey, policies, now }: Start,
): Promise<Vault> {
  const { host } = new URL(origin)
  return createVault(
    {
      public_url: VAULT,
      data_dir: join(folder, 'data'),
      master_key: masterKey,
      allow_private_network: [host],
      log: 'silent',
      apps: [
        {
          id: 'mocked',
          name: 'Mocked app',
          agents: [
            {
              name: 'research-bot',
              display_name: 'Research bot',
              api_key: `alter_key_agent_${randomBytes(32).toString('base64url')}`,
            },
          ],
          policies,
          api_key: apiKey,
          origins: [APP],
          identity: {
            issuer: identity.issuer,
            audience: identity.clientId,
            client_id: identity.clientId,
            client_secret: identity.clientSecret,
          },
          providers: {
            google: {
              issuer: google.issuer,
              client_id: google.clientId,
              client_secret: google.clientSecret,
              scopes: [CALENDAR],
              scope_labels: labelsOf('google'),
              api_hosts: [host],
            },
            github: {
              authorization_endpoint: github.endpoints.authorization,
              token_endpoint: github.endpoints.token,
              userinfo_endpoint: github.endpoints.userinfo,
              revocation_endpoint: github.endpoints.revocation,
              issuer: github.issuer,
              client_id: github.clientId,
              client_secret: github.clientSecret,
              scopes: [REPO],
              scope_labels: labelsOf('github'),
              api_hosts: [host],
            },
            acme: {
              name: 'Acme',
              authorization_endpoint: github.endpoints.authorization,
              token_endpoint: github.endpoints.token,
              userinfo_endpoint: github.endpoints.userinfo,
              client_id: github.clientId,
              client_secret: github.clientSecret,
              openid: false,
              scopes: [REPO],
              api_hosts: [host],
            },
            shopify: { client_id: 'shopify', client_secret: 'secret' },
          },
        },
      ],
    },
    { now },
  )
}

/** In the form of the mock's option. */
function labelsOf(provider: string): Record<string, string | Record<string, string>> {
  return providersIn({ providers: [] }).find(({ id }) => id === provider)?.scopeLabels ?? {}
}
