import type { Texts } from '../plain-texts.ts'
import * as common from './common.ts'

export const fr: Texts = {
  locale: common.locale,
  retry: common.account.retry,
  unmatched: {
    title: common.unmatched,
    reason:
      'Elle a commencé dans une autre fenêtre ou un autre navigateur, ou il y a trop longtemps. Rien n’a été connecté.',
    next: 'Fermez cette fenêtre, revenez à l’application et recommencez.',
  },
  backToWallet: 'Revenir au Wallet',
  signIn: {
    unmatched: {
      title: common.unmatched,
      reason:
        'Elle a commencé dans un autre navigateur ou il y a trop longtemps, ou elle a déjà servi. Elle ne vous a pas identifié.',
    },
    denied: {
      title: 'Vous n’êtes pas identifié',
      reason: 'L’identification auprès de {issuer} a été annulée.',
    },
    ended: {
      title: 'Votre session a pris fin entre-temps',
      reason: 'L’identification auprès de {issuer} a pris fin avant d’être terminée. Recommencez.',
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
}
