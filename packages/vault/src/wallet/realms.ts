import { hasWallet } from '../config/has-wallet.ts'
import type { App } from '../config/settings.ts'

/** Apps with the same users: they share an issuer, and name users by the same claim. */
export interface Realm {
  issuer: string
  /** The claim of an ID token that names the user. */
  claim: string
  /** In the order of the configuration. Users sign in with the client of the first app unless they name another. */
  apps: [App, ...App[]]
}

/** Groups apps into realms. An app whose identity has no client belongs to none. */
export function realmsOf(apps: App[]): Realm[] {
  const realms: Realm[] = []
  for (const app of apps) {
    if (!hasWallet(app)) continue
    const { issuer } = app.identity
    const claim = claimOf(app)
    const known = realms.find((realm) => realm.issuer === issuer && realm.claim === claim)
    if (known) known.apps.push(app)
    else realms.push({ issuer, claim, apps: [app] })
  }
  return realms
}

/** The claim of an ID token that names the user of an app. */
export function claimOf({ identity: { id_token_claims: claims, claims: others } }: App): string {
  return claims?.user ?? others?.user ?? 'sub'
}
