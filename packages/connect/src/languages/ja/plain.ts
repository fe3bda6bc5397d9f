import type { Texts } from '../plain-texts.ts'
import * as common from './common.ts'

export const ja: Texts = {
  locale: common.locale,
  retry: common.account.retry,
  unmatched: {
    title: common.unmatched,
    reason: '別のウィンドウまたはブラウザで始められたか、時間が経ちすぎています。何も連携されませんでした。',
    next: 'このウィンドウを閉じ、アプリに戻ってもう一度連携してください。',
  },
  backToWallet: 'Walletに戻る',
  signIn: {
    unmatched: {
      title: common.unmatched,
      reason:
        '別のブラウザで始められたか、時間が経ちすぎたか、すでに使われています。このログインではログインしていません。',
    },
    denied: { title: 'ログインしていません', reason: '{issuer} でのログインは取り消されました。' },
    ended: {
      title: '途中でログアウトしました',
      reason: '{issuer} でのログインは、完了する前に終了しました。もう一度お試しください。',
    },
    unreachable: {
      title: 'ログイン先につながりません',
      reason: '{issuer} は現在応答していません。連携済みのアカウントに問題はありません。',
    },
    failed: {
      title: 'ログインできませんでした',
      reason: '{issuer} から受け付けられない応答がありました。続く場合は、元のアプリにお知らせください。',
    },
    not_offered: {
      title: 'このアプリにはWalletがありません',
      reason: '運営者が設定していません。アカウントの連携はアプリ内で解除できます。',
    },
  },
}
