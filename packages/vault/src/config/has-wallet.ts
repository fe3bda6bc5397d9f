import type { App } from './settings.ts'

/** Whether the users of an app can sign in to the Wallet: its identity has a client. */
export function hasWallet({ identity }: Pick<App, 'identity'>): boolean {
  return identity.client_id !== undefined
}
