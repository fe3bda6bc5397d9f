import { hasWallet } from '../config/has-wallet.ts'
import type { App } from '../config/settings.ts'

/** Apps that mean the same people: they have one issuer, and name a user by the same claim. */
export interface Realm {
  issuer: string
  /** The claim of an ID token that names the user. */
  claim: string
  /** In the order of the configuration; users sign in by the client of the first unless they name another. */
  apps: [App, ...App[]]
}

/** Where users of the apps can sign in. An app whose identity has no client belongs to none. */
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
