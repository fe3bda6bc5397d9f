import type { WalletAppName, WalletSignIn } from '@alter/protocol'
import type { Logos } from '../brand/logos.ts'
import { pageApp } from '../brand/page-app.ts'
import type { App } from '../config/settings.ts'
import type { Realm } from './realms.ts'

/** Name and logo of an app for the Wallet. */
export function appName(app: App, logos: Logos): WalletAppName {
  return { app_id: app.id, ...pageApp(app, logos) }
}

/** The same for an app that may no longer be configured; then only its id is known. */
export function nameOf({ appId, app }: { appId: string; app: App | null }, logos: Logos): WalletAppName {
  return app ? appName(app, logos) : { app_id: appId, name: appId }
}

/** The ways to sign in, one for each realm. */
export function signInsOf(realms: Realm[], publicUrl: string, logos: Logos): WalletSignIn[] {
  return realms.map(({ apps }) => ({
    url: `${publicUrl}/wallet/sign-in?${new URLSearchParams({ app: apps[0].id }).toString()}`,
    apps: apps.map((app) => appName(app, logos)),
  }))
}
