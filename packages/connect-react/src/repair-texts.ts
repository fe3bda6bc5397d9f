import type { Plural } from './words.ts'

/** What the dialog of `useAlterFetch()` says. */
export interface RepairTexts {
  /** For plurals and lists, such as `de`. */
  locale: string
  /** Stands for the account or the provider where neither is known. */
  account: string
  repairConnect: string
  repairRevoked: string
  repairExpired: string
  repairScopes: Plural
  notNow: string
}

export const REPAIR_TEXTS: RepairTexts = {
  locale: 'en',
  account: 'Account',
  repairConnect: 'Connect {provider} to go on.',
  repairRevoked: '{account}: access was revoked. Reconnect to go on.',
  repairExpired: '{account}: access has expired. Reconnect to go on.',
  repairScopes: {
    one: 'One more permission is needed: {scopes}.',
    other: 'More permissions are needed: {scopes}.',
  },
  notNow: 'Not now',
}
