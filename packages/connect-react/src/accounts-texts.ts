import { REQUEST_ERROR_TEXTS, type RequestErrorTexts } from './request-error-texts.ts'
import type { Plural } from './words.ts'

/** What `<ConnectedAccounts>` says, besides the texts of the button. */
export interface AccountsTexts {
  /** For plurals, lists and dates, such as `de`. */
  locale: string
  accounts: string
  loading: string
  noProviders: string
  notConnected: string
  /** The name of what it is for follows it, to the ear. */
  connectIt: string
  reconnectIt: string
  add: string
  default: string
  nowDefault: string
  lastUsed: string
  neverUsed: string
  /** Of the button that opens an account's menu; the account follows it, to the ear. */
  more: string
  disconnected: string
  /** Of an account that had ended before, and leaves the list. */
  removed: string
  notRemoved: string
  /** An account that was connected elsewhere. */
  nowConnected: string
  /** After it, where the provider did not end the connection too. */
  stillAllowed: string
  /** The link to where the user ends it there. */
  endThere: string
  retry: string
  /** In place of it, where the session is over. */
  signIn: string
  revoked: string
  expired: string
  broken: string
  missingScopes: Plural
  /** Before what went wrong. */
  notDisconnected: string
  notDefault: string
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
  nowDefault: '{account} is now the default.',
  lastUsed: 'Last used {when}',
  neverUsed: 'Not used yet',
  more: 'More for',
  disconnected: 'Disconnected {account}.',
  removed: 'Removed {account}.',
  notRemoved: '{account} was not removed.',
  nowConnected: '{account} is connected.',
  stillAllowed: '{provider} may still list this app among those with access.',
  endThere: 'End it at {provider}',
  retry: 'Try again',
  signIn: 'Sign in',
  revoked: 'Access was revoked.',
  expired: 'Access has expired.',
  broken: 'The connection was interrupted.',
  missingScopes: {
    one: 'A permission is missing: {scopes}.',
    other: 'Some permissions are missing: {scopes}.',
  },
  notDisconnected: '{account} is still connected.',
  notDefault: '{account} was not made the default.',
  requestErrors: REQUEST_ERROR_TEXTS,
}
