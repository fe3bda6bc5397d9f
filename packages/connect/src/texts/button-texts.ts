import { connected, delegated, oneMoment } from '../languages/en/common.ts'

/** What every button says while its flow runs. */
export interface ActionTexts {
  connecting: string
}

const connecting = 'Connecting…'

export const ACTION_TEXTS: ActionTexts = { connecting }

/** What `<ConnectButton>` says: by the status of its flow, where that says something. */
export interface ButtonTexts extends ActionTexts {
  /** Before the first click; `{provider}` is the name. */
  connect: string
  /** The same where a grant is authorized again. */
  reconnect: string
  /** Heard while the window is open; of the others is heard what is seen. */
  waiting: string
  /** The browser blocked the window. */
  blocked: string
  /** An account was connected. */
  connected: string
  /** In place of it, where an agent was let use the account; `{agent}` is its name. */
  delegated: string
  /** The flow failed. */
  error: string
  /** The provider was not asked: the session, the setting or the browser was at fault. */
  notStarted: string
  /** Stands for `{provider}` where the user chooses one in the window, as within a sentence. */
  account: string
  idle?: never
  /** Absent: `connect` or `reconnect` is shown. */
  exit?: never
}

export const BUTTON_TEXTS: ButtonTexts = {
  connect: 'Connect {provider}',
  reconnect: 'Reconnect {provider}',
  connecting,
  waiting: 'Continue in the window that opened.',
  blocked: 'Blocked. Try again',
  connected,
  delegated,
  error: 'Not connected. Try again',
  notStarted: 'Could not start',
  account: 'an account',
}

/** What a button says that shows its accounts. */
export interface KnownTexts {
  /** Until they are known. */
  checking: string
  /** Below the account that is connected: what a press does. */
  connectMore: string
}

export const KNOWN_TEXTS: KnownTexts = {
  checking: oneMoment,
  connectMore: 'Connect another',
}
