import { REQUEST_ERROR_TEXTS, type RequestErrorTexts } from './request-error-texts.ts'
import type { Plural } from './words.ts'

/** What `<ConnectedAccounts>` says, besides the texts of the button. */
export interface AccountsTexts {
  /** For plurals, lists and dates, such as `de`. */
  locale: string
  /** The name of the whole list. */
  accounts: string
  /** While the list is fetched. */
  loading: string
  /** Where the app has no provider. */
  noProviders: string
  /** Beside a provider without an account. */
  notConnected: string
  /** The name of what it is for follows it, to the ear. */
  connectIt: string
  /** The button that repairs an account. */
  reconnectIt: string
  /** The button that connects one more account. */
  add: string
  /** Marks the account that is used where none is named. */
  default: string
  /** `{when}` is a relative time, such as "5 minutes ago". */
  lastUsed: string
  /** In place of `lastUsed`, before the first use. */
  neverUsed: string
  /** Of the button that opens an account's menu; the account follows it, to the ear. */
  more: string
  /** The button that fetches the list again. */
  retry: string
  /** In place of it, where the session is over. */
  signIn: string
  revoked: string
  /** Why an account must be connected again: its time is over. */
  expired: string
  /** Why an account must be connected again: a refresh failed for good. */
  broken: string
  /** Why an account must be connected again: `{scopes}` were not granted. */
  missingScopes: Plural
  requestErrors: RequestErrorTexts
}

export const ACCOUNTS_TEXTS: AccountsTexts = {
  locale: 'en',
  accounts: 'Connected accounts',
  loading: 'Loading connected accounts…',
  noProviders: 'There is nothing to connect yet.',
  notConnected: 'Not connected',
  connectIt: 'Connect',
  reconnectIt: 'Reconnect',
  add: 'Add another',
  default: 'Default',
  lastUsed: 'Last used {when}',
  neverUsed: 'Not used yet',
  more: 'More for',
  retry: 'Try again',
  signIn: 'Sign in',
  revoked: 'Access was revoked.',
  expired: 'Access has expired.',
  broken: 'The connection was interrupted.',
  missingScopes: {
    one: 'A permission is missing: {scopes}.',
    other: 'Some permissions are missing: {scopes}.',
  },
  requestErrors: REQUEST_ERROR_TEXTS,
}
