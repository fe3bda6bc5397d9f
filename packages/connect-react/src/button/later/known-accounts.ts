import type * as KnownAccountsModule from '../known-accounts.ts'

/** Loads the list of accounts, for a button that shows them. */
export function loadKnownAccounts(): Promise<typeof KnownAccountsModule> {
  return import('../known-accounts.ts')
}
