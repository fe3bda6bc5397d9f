import type { Language } from '../providers/scope-words.ts'

/**
 * Why nobody is signed in. `unmatched`: the answer belongs to no sign-in of this browser. `denied`: the user said no.
 * `unreachable`: the issuer does not answer. `failed`: it answered with something that cannot be accepted.
 * `not_offered`: the app has no Wallet.
 */
export type Trouble = 'unmatched' | 'denied' | 'unreachable' | 'failed' | 'not_offered'

/** `{issuer}` stands for its host. */
interface TroubleTexts extends Record<Trouble, { title: string; reason: string }> {
  retry: string
  back: string
}

export const TROUBLE_TEXTS: Record<Language, TroubleTexts> = {
  en: {
    retry: 'Try again',
    back: 'Back to the Wallet',
    unmatched: {
      title: 'This sign-in could not be matched',
      reason:
        'It was started in another browser or too long ago, or it was used before. You are not signed in by it.',
    },
    denied: { title: 'You are not signed in', reason: 'The sign-in at {issuer} was cancelled.' },
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
  de: {
    retry: 'Erneut versuchen',
    back: 'Zurück zum Wallet',
    unmatched: {
      title: 'Diese Anmeldung lässt sich nicht zuordnen',
      reason:
        'Sie wurde in einem anderen Browser oder vor zu langer Zeit begonnen, oder sie wurde schon verwendet. Sie sind dadurch nicht angemeldet.',
    },
    denied: { title: 'Sie sind nicht angemeldet', reason: 'Die Anmeldung bei {issuer} wurde abgebrochen.' },
    unreachable: {
      title: 'Die Anmeldung ist nicht erreichbar',
      reason: '{issuer} antwortet gerade nicht. Mit Ihren Verbindungen ist alles in Ordnung.',
    },
    failed: {
      title: 'Die Anmeldung hat nicht geklappt',
      reason:
        '{issuer} hat etwas geantwortet, das nicht angenommen werden kann. Wenn es so bleibt, melden Sie es der App, von der Sie kommen.',
    },
    not_offered: {
      title: 'Diese App hat kein Wallet',
      reason: 'Ihr Betreiber hat es nicht eingerichtet. Trennen können Sie Ihre Konten in der App selbst.',
    },
  },
  es: {
    retry: 'Reintentar',
    back: 'Volver al Wallet',
    unmatched: {
      title: 'Este inicio de sesión no corresponde a ninguna solicitud',
      reason:
        'Se empezó en otro navegador o hace demasiado tiempo, o ya se había usado. No has iniciado sesión con él.',
    },
    denied: { title: 'No has iniciado sesión', reason: 'El inicio de sesión en {issuer} se canceló.' },
    unreachable: {
      title: 'No se puede iniciar sesión ahora',
      reason: '{issuer} no responde en este momento. Tus conexiones están bien.',
    },
    failed: {
      title: 'El inicio de sesión no ha funcionado',
      reason:
        '{issuer} ha respondido algo que no se puede aceptar. Si sigue así, avisa a la aplicación desde la que vienes.',
    },
    not_offered: {
      title: 'Esta aplicación no tiene Wallet',
      reason: 'Su responsable no lo ha configurado. Puedes desconectar tus cuentas en la propia aplicación.',
    },
  },
  fr: {
    retry: 'Réessayer',
    back: 'Revenir au Wallet',
    unmatched: {
      title: 'Cette identification ne correspond à aucune demande',
      reason:
        'Elle a commencé dans un autre navigateur ou il y a trop longtemps, ou elle a déjà servi. Elle ne vous a pas identifié.',
    },
    denied: {
      title: 'Vous n’êtes pas identifié',
      reason: 'L’identification auprès de {issuer} a été annulée.',
    },
    unreachable: {
      title: 'L’identification est inaccessible',
      reason: '{issuer} ne répond pas pour le moment. Vos comptes connectés vont bien.',
    },
    failed: {
      title: 'L’identification n’a pas fonctionné',
      reason:
        '{issuer} a répondu quelque chose qui ne peut pas être accepté. Si cela continue, signalez-le à l’application d’où vous venez.',
    },
    not_offered: {
      title: 'Cette application n’a pas de Wallet',
      reason: 'Son exploitant ne l’a pas configuré. Vous pouvez déconnecter vos comptes dans l’application.',
    },
  },
  ja: {
    retry: '再試行',
    back: 'Walletに戻る',
    unmatched: {
      title: 'このログインは照合できませんでした',
      reason:
        '別のブラウザで始められたか、時間が経ちすぎたか、すでに使われています。このログインではログインしていません。',
    },
    denied: { title: 'ログインしていません', reason: '{issuer} でのログインは取り消されました。' },
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
  'zh-CN': {
    retry: '重试',
    back: '返回 Wallet',
    unmatched: {
      title: '无法匹配此次登录',
      reason: '它是在另一个浏览器中开始的，或已过去太久，或已被使用过。您并未因此登录。',
    },
    denied: { title: '您尚未登录', reason: '在 {issuer} 的登录已取消。' },
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
