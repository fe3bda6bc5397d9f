import type { Texts } from '../plain-texts.ts'
import * as common from './common.ts'

export const zhCN: Texts = {
  locale: common.locale,
  retry: common.account.retry,
  unmatched: {
    title: common.unmatched,
    reason: '它是在另一个窗口或浏览器中开始的，或已过去太久。没有连接任何账号。',
    next: '请关闭此窗口，回到应用中重新连接。',
  },
  backToWallet: '返回 Wallet',
  signIn: {
    unmatched: {
      title: common.unmatched,
      reason: '它是在另一个浏览器中开始的，或已过去太久，或已被使用过。您并未因此登录。',
    },
    denied: { title: '您尚未登录', reason: '在 {issuer} 的登录已取消。' },
    ended: {
      title: '您已在此期间退出登录',
      reason: '在 {issuer} 的登录在完成前已结束。请重试。',
    },
    unreachable: { title: '暂时无法登录', reason: '{issuer} 目前没有响应。您的已连接账号没有问题。' },
    failed: {
      title: '登录未成功',
      reason: '{issuer} 的响应无法接受。如果一直如此，请告知您来自的应用。',
    },
    not_offered: {
      title: '此应用没有 Wallet',
      reason: '其运营者尚未设置。您可以在应用内断开您的账号。',
    },
  },
}
