import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listen } from '@alter/demo/listener'
import type { Listener } from '@alter/demo/listener'
import type { CreateSessionResponse, SessionResult } from '@alter/protocol'
import { startLocalProvider } from '@alter/provider'
import type { LocalProvider } from '@alter/provider'
import { createVault } from '@alter/vault'
import type { Vault } from '@alter/vault'
import { bundlePage, createApp } from './app.ts'
import type { Places } from './app.ts'
import type { Play } from './play.ts'
import type { Scene } from './scene.ts'

const DEFAULTS: Scene = {
  token: 'session',
  providers: [],
  listens: 'at once',
  unasked: false,
  coop: false,
  reachesVault: true,
  frame: 'none',
  vault: 'usual',
}

/** App, vault and provider, each on a site of its own, for the rows of one worker, one after another. */
export interface Stage {
  places: Places
  provider: LocalProvider
  /** The app cannot ask the vault: its questions end as on a dropped network. */
  cutOff: boolean
  /** What the app asked the vault about its sessions, newest last: a path with a query. */
  questions: string[]
  /** Where the provider sent a browser back to, last. */
  lastCallback: string
  /** An app for a row, with a user of its own. */
  play(scene?: Partial<Scene>): Play
  /** Everything as before the row. */
  reset(): void
  close(): Promise<void>
}

/** Seconds; the shortest that a vault allows, for the row in which a session ends. */
const SHORT = 5

const API_KEY = `alter_key_app_${randomBytes(32).toString('base64url')}`

export async function createStage(): Promise<Stage> {
  const [appListener, usualListener, shortListener] = await Promise.all([listen(0), listen(0), listen(0)])
  const places: Places = {
    app: `http://app.localhost:${appListener.port}`,
    frame: `http://frame.localhost:${appListener.port}`,
    vaults: {
      usual: `http://vault.localhost:${usualListener.port}`,
      short: `http://vault.localhost:${shortListener.port}`,
    },
  }
  const client = (provider: string): { redirect_uris: string[] } => ({
    redirect_uris: Object.values(places.vaults).map((vault) => `${vault}/sdk/oauth/callback/${provider}`),
  })
  const provider = await startLocalProvider({
    host: 'provider.localhost',
    clients: { identity: client('identity'), google: client('google'), github: client('github') },
  })
  const dataDir = await mkdtemp(join(tmpdir(), 'alter-stage-'))
  const vaults = {
    usual: await openVault(provider, places.app, places.vaults.usual, join(dataDir, 'usual')),
    short: await openVault(provider, places.app, places.vaults.short, join(dataDir, 'short'), SHORT),
  }
  const app = createApp(await bundlePage(), places)

  const stage: Stage = {
    places,
    provider,
    cutOff: false,
    questions: [],
    lastCallback: '',
    play(given = {}) {
      const scene = { ...DEFAULTS, ...given }
      const base = `${places.app}/rows/${randomBytes(8).toString('hex')}`
      const origin = places.vaults[scene.vault]
      const call = backend(vaults[scene.vault], origin)
      const pageScene = { ...scene, base, vaultOrigin: origin, forger: `${places.frame}/forger` }
      const sub = `user-${randomBytes(8).toString('hex')}`
      return app.play(pageScene, {
        url: scene.frame === 'none' ? base : base.replace(places.app, places.frame),
        async mint(asked, returnUrl) {
          const chosen = scene.providers.length > 0 ? scene.providers : [asked ?? []].flat()
          return call<CreateSessionResponse>('session', {
            user_token: await provider.userToken({
              sub,
              name: 'Ada Lovelace',
              email: 'ada@lovelace.example',
            }),
            ...(returnUrl === undefined ? { allowed_origin: places.app } : { return_url: returnUrl }),
            ...(chosen.length > 0 && { allowed_providers: chosen }),
          })
        },
        ask: (sessionId) => call<SessionResult>('session/result', sessionId),
      })
    },
    reset() {
      stage.cutOff = false
      stage.questions.length = 0
      for (const issuer of [provider.google, provider.github]) {
        issuer.coop = false
        issuer.fault = 'none'
      }
    },
    async close() {
      await Promise.all([appListener.close(), usualListener.close(), shortListener.close(), provider.close()])
      await Promise.all(Object.values(vaults).map((vault) => vault.close()))
      await rm(dataDir, { recursive: true, force: true })
    },
  }

  const answerWith = (listener: Listener, vault: Vault): void =>
    listener.answerWith((request, ip) => {
      // Without CORS headers, to a page the same as no answer.
      if (request.url.includes('/oauth/callback/')) stage.lastCallback = request.url
      const isQuestion = request.headers.get('origin') === places.app
      if (isQuestion) stage.questions.push(request.url.slice(request.url.lastIndexOf('/') + 1))
      if (stage.cutOff && isQuestion) return new Response(null, { status: 502 })
      return vault.fetch(request, ip === undefined ? {} : { ip })
    })
  answerWith(usualListener, vaults.usual)
  answerWith(shortListener, vaults.short)
  appListener.answerWith((request) => app.answer(request))
  return stage
}

function openVault(
  provider: LocalProvider,
  app: string,
  publicUrl: string,
  dataDir: string,
  sessionTtl?: number,
): Promise<Vault> {
  const { google, github, identity } = provider
  return createVault({
    public_url: publicUrl,
    data_dir: dataDir,
    master_key: randomBytes(32).toString('base64'),
    log: 'silent',
    allow_private_network: [new URL(provider.origin).host],
    ...(sessionTtl !== undefined && { session_ttl: sessionTtl }),
    apps: [
      {
        id: 'stage',
        name: 'The app',
        api_key: API_KEY,
        origins: [app],
        identity: { issuer: identity.issuer, audience: identity.clientId },
        providers: {
          google: {
            client_id: google.clientId,
            client_secret: google.clientSecret,
            scopes: ['https://www.googleapis.com/auth/calendar.readonly'],
            issuer: google.issuer,
            api_hosts: [new URL(google.api).host],
          },
          github: {
            client_id: github.clientId,
            client_secret: github.clientSecret,
            scopes: ['read:user'],
            authorization_endpoint: github.endpoints.authorization,
            token_endpoint: github.endpoints.token,
            userinfo_endpoint: github.endpoints.userinfo,
            revocation_endpoint: github.endpoints.revocation,
            issuer: github.issuer,
            api_hosts: [new URL(github.api).host],
          },
        },
      },
    ],
  })
}

/** The app's backend: calls the vault with its key; the body as JSON, or a session's id as it is. */
function backend(vault: Vault, origin: string) {
  return async <Answer>(path: string, body: object | string): Promise<Answer> => {
    const isText = typeof body === 'string'
    const response = await vault.fetch(
      new Request(`${origin}/sdk/oauth/connect/${path}`, {
        method: 'POST',
        headers: { 'x-api-key': API_KEY, 'content-type': isText ? 'text/plain' : 'application/json' },
        body: isText ? body : JSON.stringify(body),
      }),
    )
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return JSON.parse(await response.text())
  }
}
