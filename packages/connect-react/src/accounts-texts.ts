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
  makeDefault: string
  nowDefault: string
  lastUsed: string
  neverUsed: string
  disconnect: string
  disconnectQuestion: string
  disconnectEffect: string
  keep: string
  disconnected: string
  /** After it, where the provider did not end the connection too. */
  stillAllowed: string
  /** The link to where the user ends it there. */
  endThere: string
  retry: string
  revoked: string
  expired: string
  broken: string
  missingScopes: Plural
  /** Before what went wrong. */
  notDisconnected: string
  notDefault: string
  connectErrors: ConnectErrorTexts
  requestErrors: RequestErrorTexts
}

/** Why connecting failed, by the code of the error. */
export interface ConnectErrorTexts {
  access_denied: string
  account_mismatch: string
  /** The provider wants something of the user first. Default: as any other. */
  interaction_required?: string
  popup_blocked: string
  provider_error: string
  provider_unreachable: string
  scope_denied: string
  session_expired: string
  /** The app's own backend gave no session. Default: as any other. */
  session_failed?: string
  /** Any other. */
  other: string
}

/** Why the backend's answer is missing, by the code of the error. */
export interface RequestErrorTexts {
  invalid_user_token: string
  network_error: string
  offline: string
  rate_limited: string
  user_token_required: string
  /** Any other. */
  other: string
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
  makeDefault: 'Make default',
  nowDefault: '{account} is now the default.',
  lastUsed: 'Last used {when}',
  neverUsed: 'Not used yet',
  disconnect: 'Disconnect',
  disconnectQuestion: 'Disconnect {account}?',
  disconnectEffect: 'This app can no longer use the account until you connect it again.',
  keep: 'Keep',
  disconnected: 'Disconnected {account}.',
  stillAllowed: '{provider} may still list this app among those with access.',
  endThere: 'End it at {provider}',
  retry: 'Try again',
  revoked: 'Access was revoked.',
  expired: 'Access has expired.',
  broken: 'The connection was interrupted.',
  missingScopes: {
    one: 'A permission is missing: {scopes}.',
    other: 'Some permissions are missing: {scopes}.',
  },
  notDisconnected: '{account} is still connected.',
  notDefault: '{account} was not made the default.',
  connectErrors: {
    access_denied: 'Access was not granted.',
    account_mismatch: 'That was a different account. Choose the one to reconnect.',
    interaction_required: 'The provider needs you to sign in or choose an account there. Try again.',
    popup_blocked: 'Your browser blocked the window. Press the button again to open it.',
    provider_error: 'The provider reported an error. Try again.',
    provider_unreachable: 'The provider did not answer. Try again in a moment.',
    scope_denied: 'A permission that this app needs was left out. Try again and allow it.',
    session_expired: 'That took too long. Try again.',
    session_failed: 'The connection could not be started.',
    other: 'That did not work. Try again.',
  },
  requestErrors: {
    invalid_user_token: 'Your sign-in has ended. Sign in again.',
    network_error: 'No answer. Check your internet connection.',
    offline: 'You are offline. The list comes back when you are online again.',
    rate_limited: 'Too many requests. Try again in a moment.',
    user_token_required: 'Sign in to see your connected accounts.',
    other: 'Something went wrong on our side.',
  },
}
