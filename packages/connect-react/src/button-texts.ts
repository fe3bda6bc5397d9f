/** What `<ConnectButton>` says: by the status of its flow, where that says something. */
export interface ButtonTexts {
  connect: string
  reconnect: string
  connecting: string
  /** Heard while the window is open; of the others is heard what is seen. */
  waiting: string
  blocked: string
  connected: string
  error: string
  /** The provider was not asked: the session, the setting or the browser was at fault. */
  notStarted: string
  /** Stands for `{provider}` where the user chooses one in the window. */
  account: string
  idle?: never
  exit?: never
}

export const BUTTON_TEXTS: ButtonTexts = {
  connect: 'Connect {provider}',
  reconnect: 'Reconnect {provider}',
  connecting: 'Connecting…',
  waiting: 'Continue in the window that opened.',
  blocked: 'Blocked. Try again',
  connected: '{provider} connected',
  error: '{provider} failed. Try again',
  notStarted: 'Could not start',
  account: 'Account',
}
