import { oneMoment } from '../languages/en/common.ts'

/** What a button says that shows its accounts. */
export interface KnownTexts {
  /** Until they are known. */
  checking: string
  /** Below the account that is connected: what a press does. */
  connectMore: string
}

/** The English ones. */
export const KNOWN_TEXTS: KnownTexts = {
  checking: oneMoment,
  connectMore: 'Connect another',
}
