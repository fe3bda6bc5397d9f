import type { Plural } from '../words.ts'

/** What the dialog of `useAlterFetch()` says. */
export interface RepairTexts {
  /** For plurals and lists, such as `de`. */
  locale: string
  /** Stands for the account or the provider where neither is known, as within a sentence. */
  account: string
  /** Nothing is connected yet; `{provider}` is the name. */
  repairConnect: string
  /** Access was revoked; `{account}` is its label. */
  repairRevoked: string
  /** Access has expired; `{account}` is its label. */
  repairExpired: string
  /** `{scopes}` were not granted. */
  repairScopes: Plural
  /** The user must say yes before anything is sent to `{provider}`. */
  repairApprove: string
  /** Somebody else must; `{provider}` as above. */
  repairApproveElsewhere: string
  /** The button that leads to where the user says yes or no. */
  review: string
  /** The button that closes the dialog. */
  notNow: string
}

export const REPAIR_TEXTS: RepairTexts = {
  locale: 'en',
  account: 'an account',
  repairConnect: 'Connect {provider} to continue.',
  repairRevoked: '{account}: access was revoked. Reconnect to continue.',
  repairExpired: '{account}: access has expired. Reconnect to continue.',
  repairScopes: {
    one: 'One more permission is needed: {scopes}.',
    other: 'More permissions are needed: {scopes}.',
  },
  repairApprove: 'Your yes is needed before this is sent to {provider}.',
  repairApproveElsewhere: 'An administrator must approve this before it is sent to {provider}.',
  review: 'Review the request',
  notNow: 'Not now',
}
