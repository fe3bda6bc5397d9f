import type { Texts } from '../plain-texts.ts'
import * as common from './common.ts'

export const en: Texts = {
  locale: common.locale,
  retry: common.account.retry,
  unmatched: {
    title: common.unmatched,
    reason: 'It was started in another window or browser, or too long ago. Nothing was connected.',
    next: 'Close this window, return to the app, and connect again.',
  },
  backToWallet: 'Back to the Wallet',
  signIn: {
    unmatched: {
      title: common.unmatched,
      reason:
        'It was started in another browser or too long ago, or it was used before. You are not signed in by it.',
    },
    denied: { title: 'You are not signed in', reason: 'The sign-in at {issuer} was cancelled.' },
    ended: {
      title: 'You were signed out meanwhile',
      reason: 'Your sign-in at {issuer} ended before it was complete. Try again.',
    },
    unreachable: {
      title: 'The sign-in is out of reach',
      reason: '{issuer} does not answer at the moment. Nothing is wrong with your connections.',
    },
    failed: {
      title: 'The sign-in did not work',
      reason:
        '{issuer} answered with something that cannot be accepted. If it stays that way, tell the app that sent you here.',
    },
    not_offered: {
      title: 'This app has no Wallet',
      reason: 'Its operator has not set it up. You can disconnect your accounts in the app itself.',
    },
  },
}
