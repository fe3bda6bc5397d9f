import { connected } from '../languages/en/common.ts'
import { ACTION_TEXTS, type ActionTexts } from './action-texts.ts'

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
  ...ACTION_TEXTS,
  waiting: 'Continue in the window that opened.',
  blocked: 'Blocked. Try again',
  connected,
  error: 'Not connected. Try again',
  notStarted: 'Could not start',
  account: 'an account',
}
