import { randomBytes } from 'node:crypto'
import type { CreateSessionResponse, SessionResult } from '@alter/protocol'
import type { LocalProvider } from '@alter/provider'
import type { Vault } from '@alter/vault'
import { openProvider, openSite, type Site } from '../sites.ts'
import { openVault } from '../vault.ts'
import { bundlePage, createApp, type Places } from './app.ts'
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

/** App, vault and provider on three sites, for the rows of one worker, one after another. */
export interface Stage {
  places: Places
  provider: LocalProvider
  /** Whether the app cannot reach the vault: its requests fail as on a broken network. */
  cutOff: boolean
  /** The app's requests to the vault about its sessions, newest last: a path with a query. */
  questions: string[]
  /** The address to which the provider last sent a browser back. */
  lastCallback: string
  /** An app for a row, with a user of its own. */
  play(scene?: Partial<Scene>): Play
  /** What the pages of the row logged, for people. */
  history(): string
  /** Restores the state before the row. */
  reset(): void
  close(): Promise<void>
}

/** For the row in which a session expires; on a busy machine the page takes seconds to load. Seconds. */
const SHORT = 12

export async function createStage(): Promise<Stage> {
  const [appSite, usualSite, shortSite] = await Promise.all([
    openSite('app'),
    openSite('vault'),
    openSite('vault'),
  ])
  const places: Places = {
    app: appSite.origin,
    frame: `http://frame.localhost:${appSite.port}`,
    vaults: { usual: usualSite.origin, short: shortSite.origin },
  }
  const provider = await openProvider(Object.values(places.vaults))
  const parts = { app: places.app, provider }
  const vaults = {
    usual: await openVault({ ...parts, origin: places.vaults.usual }),
    short: await openVault({ ...parts, origin: places.vaults.short, sessionTtl: SHORT }),
  }
  const app = createApp(await bundlePage(), places)

  const plays: Play[] = []

  const stage: Stage = {
    places,
    provider,
    cutOff: false,
    questions: [],
    lastCallback: '',
    play(given = {}) {
      const scene = { ...DEFAULTS, ...given }
      const base = `${places.app}/rows/${randomBytes(8).toString('hex')}`
      const { origin, ask } = vaults[scene.vault]
      const pageScene = { ...scene, base, vaultOrigin: origin, forger: `${places.frame}/forger` }
      const sub = `user-${randomBytes(8).toString('hex')}`
      const play = app.play(pageScene, {
        url: scene.frame === 'none' ? base : base.replace(places.app, places.frame),
        async mint(asked, returnUrl) {
          const chosen = scene.providers.length > 0 ? scene.providers : [asked ?? []].flat()
          return ask<CreateSessionResponse>('session', {
            user_token: await provider.userToken({
              sub,
              name: 'Ada Lovelace',
              email: 'ada@lovelace.example',
            }),
            ...(returnUrl === undefined ? { allowed_origin: places.app } : { return_url: returnUrl }),
            ...(chosen.length > 0 && { allowed_providers: chosen }),
          })
        },
        ask: (sessionId) => ask<SessionResult>('session/result', sessionId),
      })
      plays.push(play)
      return play
    },
    history: () => plays.map((play) => play.history()).join('\n'),
    reset() {
      stage.cutOff = false
      stage.questions.length = 0
      plays.length = 0
      for (const issuer of [provider.google, provider.github]) {
        issuer.coop = false
        issuer.fault = 'none'
      }
    },
    async close() {
      await Promise.all([appSite, usualSite, shortSite, provider].map((part) => part.close()))
      await Promise.all(Object.values(vaults).map((vault) => vault.close()))
    },
  }

  function answerWith(site: Site, vault: Vault): void {
    return site.answerWith((request, ip) => {
      // Without CORS headers a page sees no answer.
      if (request.url.includes('/oauth/callback/')) stage.lastCallback = request.url
      const isQuestion = request.headers.get('origin') === places.app
      if (isQuestion) stage.questions.push(request.url.slice(request.url.lastIndexOf('/') + 1))
      if (stage.cutOff && isQuestion) return new Response(null, { status: 502 })
      return vault.fetch(request, ip === undefined ? {} : { ip })
    })
  }
  answerWith(usualSite, vaults.usual.vault)
  answerWith(shortSite, vaults.short.vault)
  appSite.answerWith((request) => app.answer(request))
  return stage
}
