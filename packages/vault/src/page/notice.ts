import { plainPage } from './plain-page.ts'

/** A page for a callback that belongs to no flow of this browser: there is nobody to send the user back to. */
export function noticePage(publicUrl: string, acceptLanguage: string | null): Response {
  const { language, title, reason, next } = textsFor(acceptLanguage ?? '')
  const body = `<p class="lead">${reason}</p>
<p class="lead">${next}</p>`
  return plainPage(publicUrl, { status: 400, language, title, body })
}

interface NoticeTexts {
  language: string
  title: string
  reason: string
  next: string
}

const ENGLISH: NoticeTexts = {
  language: 'en',
  title: 'This sign-in could not be matched',
  reason: 'It was started in another window or browser, or too long ago. Nothing was connected.',
  next: 'Close this window, return to the app, and connect again.',
}

const TEXTS: NoticeTexts[] = [
  ENGLISH,
  {
    language: 'de',
    title: 'Diese Anmeldung lässt sich nicht zuordnen',
    reason:
      'Sie wurde in einem anderen Fenster oder Browser begonnen, oder vor zu langer Zeit. Es wurde nichts verbunden.',
    next: 'Schließen Sie dieses Fenster, gehen Sie zurück zur App und verbinden Sie erneut.',
  },
  {
    language: 'es',
    title: 'Este inicio de sesión no corresponde a ninguna solicitud',
    reason: 'Se empezó en otra ventana u otro navegador, o hace demasiado tiempo. No se ha conectado nada.',
    next: 'Cierra esta ventana, vuelve a la aplicación y conecta de nuevo.',
  },
  {
    language: 'fr',
    title: 'Cette identification ne correspond à aucune demande',
    reason:
      'Elle a commencé dans une autre fenêtre ou un autre navigateur, ou il y a trop longtemps. Rien n’a été connecté.',
    next: 'Fermez cette fenêtre, revenez à l’application et recommencez.',
  },
  {
    language: 'ja',
    title: 'このログインは照合できませんでした',
    reason: '別のウィンドウまたはブラウザで始められたか、時間が経ちすぎています。何も連携されませんでした。',
    next: 'このウィンドウを閉じ、アプリに戻ってもう一度連携してください。',
  },
  {
    language: 'zh-CN',
    title: '无法匹配此次登录',
    reason: '它是在另一个窗口或浏览器中开始的，或已过去太久。没有连接任何账号。',
    next: '请关闭此窗口，返回应用并重新连接。',
  },
]

/** The first that the browser names and we have: it names them in order. @see RFC 9110 §12.5.4 */
function textsFor(acceptLanguage: string): NoticeTexts {
  for (const range of acceptLanguage.toLowerCase().slice(0, 200).split(',')) {
    const wanted = range.trim().split(/[-;]/)[0]
    const texts = TEXTS.find(({ language }) => language.toLowerCase().split('-')[0] === wanted)
    if (texts) return texts
  }
  return ENGLISH
}
