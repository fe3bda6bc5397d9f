import type { IdentitySettings } from './identity-presets.ts'

/** The part of an app that tells whether it has a Wallet. */
export interface MayHaveWallet {
  identity: Pick<IdentitySettings, 'client_id'>
}

/** Whether the users of an app can sign in to the Wallet: its identity has a client. */
export function hasWallet({ identity }: MayHaveWallet): boolean {
  return identity.client_id !== undefined
}
