import type { Texts } from '../plain-texts.ts'
import * as common from './common.ts'

export const es: Texts = {
  locale: common.locale,
  retry: common.account.retry,
  unmatched: {
    title: common.unmatched,
    reason: 'Se empezó en otra ventana u otro navegador, o hace demasiado tiempo. No se ha conectado nada.',
    next: 'Cierra esta ventana, vuelve a la aplicación y conecta de nuevo.',
  },
  backToWallet: 'Volver al Wallet',
  signIn: {
    unmatched: {
      title: common.unmatched,
      reason:
        'Se empezó en otro navegador o hace demasiado tiempo, o ya se había usado. No has iniciado sesión con él.',
    },
    denied: { title: 'No has iniciado sesión', reason: 'El inicio de sesión en {issuer} se canceló.' },
    ended: {
      title: 'La sesión se ha cerrado entretanto',
      reason: 'El inicio de sesión en {issuer} terminó antes de completarse. Inténtalo de nuevo.',
    },
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
}
