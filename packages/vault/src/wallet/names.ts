import type { WalletAppName, WalletSignIn } from '@alter/protocol'
import type { Logos } from '../brand/logos.ts'
import { pageApp } from '../brand/page-app.ts'
import type { App } from '../config/settings.ts'
import type { Realm } from './realms.ts'

/** The app as the Wallet names it. */
export function appName(app: App, logos: Logos): WalletAppName {
  return { app_id: app.id, ...pageApp(app, logos) }
}

/** The same of one that may be in the configuration no more: then nobody knows more than its id. */
export function nameOf({ appId, app }: { appId: string; app: App | null }, logos: Logos): WalletAppName {
  return app ? appName(app, logos) : { app_id: appId, name: appId }
}

/** Ways to sign in, one for each realm. */
export function signInsOf(realms: Realm[], publicUrl: string, logos: Logos): WalletSignIn[] {
  return realms.map(({ apps }) => ({
    url: `${publicUrl}/wallet/sign-in?${new URLSearchParams({ app: apps[0].id }).toString()}`,
    apps: apps.map((app) => appName(app, logos)),
  }))
}
