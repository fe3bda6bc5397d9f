import { cancel } from '../languages/en/common.ts'
import { REQUEST_ERROR_TEXTS, type RequestErrorTexts } from './request-error-texts.ts'

/** Why connecting failed, by the code of the error. */
export interface ConnectErrorTexts {
  access_denied: string
  account_mismatch: string
  /** The provider wants something of the user first. Default: as any other. */
  interaction_required?: string
  popup_blocked: string
  provider_error: string
  /** The operator has something to mend. Default: as any other. */
  provider_misconfigured?: string
  provider_unreachable: string
  scope_denied: string
  session_expired: string
  /** The app's own backend gave no session. Default: as any other. */
  session_failed?: string
  /** Any other. */
  other: string
}

export const CONNECT_ERROR_TEXTS: ConnectErrorTexts = {
  access_denied: 'Access was not granted.',
  account_mismatch: 'That was a different account. Choose the one to reconnect.',
  interaction_required: 'The provider needs you to sign in or choose an account there. Try again.',
  popup_blocked: 'Your browser blocked the window. Press the button again to open it.',
  provider_error: 'The provider reported an error. Try again.',
  provider_misconfigured: 'This app is not set up right for the provider. Tell the people who run it.',
  provider_unreachable: 'The provider did not answer. Try again in a moment.',
  scope_denied: 'A permission that this app needs was left out. Try again and allow it.',
  session_expired: 'This took too long. Try again.',
  session_failed: 'The connection could not be started.',
  other: 'That did not work. Try again.',
}

/** What stands below a button whose window is open, or whose flow has ended without an account. */
export interface HelpTexts {
  /** Heard too. */
  waiting: string
  showWindow: string
  cancel: string
  /** The user closed the window. */
  left: string
  connectErrors: ConnectErrorTexts
  requestErrors: RequestErrorTexts
}

export const HELP_TEXTS: HelpTexts = {
  waiting: 'Continue in the window that opened.',
  showWindow: 'Show window',
  cancel,
  left: 'The window was closed. Nothing was connected.',
  connectErrors: CONNECT_ERROR_TEXTS,
  requestErrors: REQUEST_ERROR_TEXTS,
}
