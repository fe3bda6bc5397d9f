import type { Texts } from '../plain-texts.ts'
import * as common from './common.ts'

export const de: Texts = {
  locale: common.locale,
  retry: common.account.retry,
  unmatched: {
    title: common.unmatched,
    reason:
      'Sie wurde in einem anderen Fenster oder Browser begonnen, oder vor zu langer Zeit. Es wurde nichts verbunden.',
    next: 'Schließen Sie dieses Fenster, gehen Sie zurück zur App und verbinden Sie erneut.',
  },
  backToWallet: 'Zurück zum Wallet',
  signIn: {
    unmatched: {
      title: common.unmatched,
      reason:
        'Sie wurde in einem anderen Browser oder vor zu langer Zeit begonnen, oder sie wurde schon verwendet. Sie sind dadurch nicht angemeldet.',
    },
    denied: { title: 'Sie sind nicht angemeldet', reason: 'Die Anmeldung bei {issuer} wurde abgebrochen.' },
    ended: {
      title: 'Sie wurden inzwischen abgemeldet',
      reason:
        'Ihre Anmeldung bei {issuer} wurde beendet, bevor sie abgeschlossen war. Versuchen Sie es noch einmal.',
    },
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
}
