import type { ConnectErrorCode } from '@alter/connect'
import type { RequestErrorCode } from './request.ts'

/** Every word that a person reads, in English. `name` is a provider's; absent where the user chooses one. */
export const texts = {
  connect: (name?: string): string => (name ? `Connect ${name}` : 'Connect'),
  reconnect: (name?: string): string => (name ? `Reconnect ${name}` : 'Reconnect'),
  connecting: 'Connecting…',
  connected: (name?: string): string => (name ? `${name} connected` : 'Connected'),
  blocked: 'Blocked. Try again',
  failed: (name?: string): string => (name ? `Try ${name} again` : 'Try again'),

  announceWaiting: (name?: string): string =>
    `Continue in the window that opened${name ? ` to connect ${name}` : ''}.`,
  announceBlocked: 'Your browser blocked the window. Press the button again to open it.',
  announceConnected: (accounts: string[]): string => `Connected ${list(accounts)}.`,

  accounts: 'Connected accounts',
  loading: 'Loading connected accounts…',
  noProviders: 'There is nothing to connect yet.',
  notConnected: 'Not connected',
  add: 'Add another',
  addTo: (name: string): string => `Add another ${name} account`,
  default: 'Default',
  makeDefault: 'Make default',
  makeDefaultOf: (account: string): string => `Make ${account} the default`,
  lastUsed: (when: string): string => `Last used ${when}`,
  neverUsed: 'Not used yet',
  disconnect: 'Disconnect',
  disconnectOf: (account: string): string => `Disconnect ${account}`,
  disconnectQuestion: (account: string): string => `Disconnect ${account}?`,
  disconnectEffect: 'This app can no longer use the account until you connect it again.',
  keep: 'Keep',
  disconnecting: 'Disconnecting…',
  disconnected: (account: string): string => `Disconnected ${account}.`,
  nowDefault: (account: string): string => `${account} is now the default.`,
  reconnectOf: (account: string): string => `Reconnect ${account}`,
  retry: 'Try again',

  revoked: 'Access was revoked.',
  expired: 'Access has expired.',
  broken: 'The connection was interrupted.',
  missingScopes: (scopes: string[]): string =>
    `${scopes.length === 1 ? 'A permission is' : 'Some permissions are'} missing: ${list(scopes)}.`,

  pick: 'Which account?',
  pickOf: (name: string): string => `Which ${name} account?`,

  connectError: (code: ConnectErrorCode): string => CONNECT_ERRORS[code] ?? 'That did not work. Try again.',
  requestError: (code: RequestErrorCode): string =>
    new Map(Object.entries(REQUEST_ERRORS)).get(code) ?? 'Something went wrong on our side.',
} as const

const CONNECT_ERRORS: Partial<Record<ConnectErrorCode, string>> = {
  access_denied: 'Access was not granted.',
  account_mismatch: 'That was a different account. Choose the one to reconnect.',
  popup_blocked: 'Your browser blocked the window. Allow pop-ups for this page, then try again.',
  provider_error: 'The provider reported an error. Try again.',
  provider_unreachable: 'The provider did not answer. Try again in a moment.',
  scope_denied: 'A permission that this app needs was left out. Try again and allow it.',
  session_expired: 'That took too long. Try again.',
  session_failed: 'The connection could not be started. Try again.',
}

const REQUEST_ERRORS: Partial<Record<RequestErrorCode, string>> = {
  invalid_user_token: 'Your sign-in has ended. Sign in again.',
  network_error: 'No answer. Check your internet connection.',
  rate_limited: 'Too many requests. Try again in a moment.',
  user_token_required: 'Sign in to see your connected accounts.',
}

function list(items: string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(items)
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** "5 minutes ago"; `now` in milliseconds since the epoch. */
export function ago(time: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000)
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['minute', 60]
  if (seconds < 60) return 'just now'
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-Math.floor(seconds / size), unit)
}
