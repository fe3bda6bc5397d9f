import { cancel } from '../languages/en/common.ts'
import { CONNECT_ERROR_TEXTS, type ConnectErrorTexts } from './connect-error-texts.ts'
import { REQUEST_ERROR_TEXTS, type RequestErrorTexts } from './request-error-texts.ts'

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
