import { Hono } from 'hono'
import type { App } from '../config/settings.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { ProblemError } from '../problem.ts'
import type { ProviderClients } from '../providers/client.ts'
import { createWalletAccess } from './access.ts'
import { walletApiRoutes, type WalletApiParts } from './api-routes.ts'
import { createSignInAttempts } from './attempts.ts'
import { walletCookies } from './cookies.ts'
import { createIssuerClient, type IssuerClient } from './issuer-client.ts'
import { walletHeaders, walletPageRoutes } from './pages.ts'
import { createWalletSessions } from './session-store.ts'
import { eventOf, signInRoutes } from './sign-in-routes.ts'

/** The part of the vault for end users. */
export interface Wallet {
  routes: Hono
  /** Ends the sign-ins of a user whom the identity provider reported as deleted; resolves with their number. */
  endSignIns(issuers: string[], subject: string): Promise<number>
  /** Ends the sign-ins that a logout token of an app's issuer names. Throws `not_found` for an app without a Wallet. */
  endByLogoutToken(app: App, token: string): Promise<void>
  /** Forgets sign-ins that have ended. */
  sweep(): Promise<void>
}

export interface WalletParts extends Omit<
  WalletApiParts,
  'access' | 'sessions' | 'attempts' | 'cookie' | 'issuerOf'
> {
  clients: ProviderClients
  outbound: Outbound
  /** Called with a sign-in that the vault did not write. */
  onAltered: (session: { id: string; appId: string }) => void
}

export function createWallet(parts: WalletParts): Wallet {
  const { apps, publicUrl, storage, keyring, clients, outbound, now, onAltered } = parts
  const sessions = createWalletSessions({ storage, keyring, now, onAltered })
  const cookies = walletCookies(publicUrl)
  const issuers = new Map<string, IssuerClient>()
  function issuerOf(app: App): IssuerClient {
    const known = issuers.get(app.id) ?? createIssuerClient(app, clients, outbound, now)
    issuers.set(app.id, known)
    return known
  }
  const all = {
    ...parts,
    sessions,
    cookie: cookies.session,
    attempts: createSignInAttempts(cookies.attempts, keyring, now),
    access: createWalletAccess(apps, sessions, cookies.session, publicUrl),
    issuerOf,
  }
  return {
    routes: new Hono()
      .use('/wallet/*', walletHeaders(publicUrl))
      .route('/', signInRoutes(all))
      .route('/', walletApiRoutes(all))
      .route('/', walletPageRoutes(publicUrl)),
    endSignIns: (named, subject) => sessions.endOf(named, subject),
    async endByLogoutToken(app, token) {
      if (app.identity.client_id === undefined) {
        throw new ProblemError('not_found', 'There is nothing at this address.')
      }
      const startedAt = now()
      const ended = await sessions.endAtIssuer(app.identity.issuer, await issuerOf(app).loggedOut(token))
      for (const session of ended) {
        const event = await eventOf(storage, { id: session.appId }, session)
        const vaultReason = 'at the identity provider'
        parts.audit.record({ ...event, action: 'sign_out', outcome: 'ok', vaultReason, startedAt })
      }
    },
    sweep: () => sessions.sweep(),
  }
}
