import type { AccountWords, Failures } from '../common-texts.ts'
import type { RuleTexts } from '../rule-texts.ts'

// Words that more than one of the components, the window and the Wallet say: each stands here and nowhere else.

export const locale = 'fr'

/** An app and a provider where their names are not at hand, as they stand within a sentence. */
export const thisApp = 'cette application'
export const theProvider = 'le fournisseur'

export const back = 'Retour'
export const cancel = 'Annuler'
export const support = 'Aide'
export const privacy = 'Confidentialité'
export const terms = 'Conditions'
export const oneMoment = 'Un instant…'
export const findAccount = 'Chercher un compte'
export const noMatch = 'Rien ne correspond à « {query} ».'
export const whichAccount = 'Quel compte ?'
export const connected = 'Vous avez connecté {provider}'
/** An agent was let use an account. */
export const delegated = '{agent} peut utiliser {provider}'
/** The title of a flow that has failed. */
export const didNotConnect = 'Non connecté'
/** The user has left. */
export const nothingConnected = 'Rien n’a été connecté'
/** Before what an app may do. */
export const allows = '{app} peut'
/** In that list, where it is nothing else. */
export const allowsAccount = 'Savoir de quel compte il s’agit'
export const details = 'Détails'
export const since = 'Connecté depuis le'
/** Above or beside a time. */
export const lastUse = 'Dernière utilisation'
export const ends = 'Prend fin'
/** `{when}` is a day. */
export const until = 'Jusqu’au {when}'
export const disconnect = 'Déconnecter'
export const disconnectQuestion = 'Déconnecter {account} ?'
export const disconnecting = 'Déconnexion…'
export const disconnected = '{account} est déconnecté.'
/** The answer to a question that changes nothing. */
export const keep = 'Conserver'
export const stillAllowed = '{provider} peut encore compter {app} parmi celles qui ont accès.'
export const endThere = 'Y mettre fin chez {provider}'
export const seeThere = 'Voir chez {provider}'
export const removeAgent = 'Retirer'
export const removeAgentQuestion = 'Retirer {agent} ?'
export const removeAgentEffect = 'Il ne pourra plus utiliser {account}.'
export const removingAgent = 'Retrait…'
export const noAnswer = 'Pas de réponse'
export const badAnswer = 'Le serveur n’a pas répondu correctement.'
export const offline = 'Vous êtes hors ligne'
export const checkInternet = 'Vérifiez votre connexion internet.'
export const continuesItself = 'La page continuera d’elle-même.'
export const tooMany = 'Trop de demandes'
export const tryInMinute = 'Réessayez dans une minute.'
export const tryLater = 'Réessayez dans un instant.'
export const signInEnded = 'Votre session est terminée'
export const tookTooLong = 'Cela a pris trop de temps'
/** An answer of a provider, or of a sign-in, that belongs to nothing here. */
export const unmatched = 'Cette identification ne correspond à aucune demande'

/** How an account is, and what repairs it. */
export const account: AccountWords = {
  notConnected: 'Non connecté',
  lastUsed: 'Dernière utilisation : {when}',
  neverUsed: 'Pas encore utilisé',
  retry: 'Réessayer',
  signIn: 'S’identifier',
  revoked: 'L’accès a été révoqué.',
  expired: 'L’accès a expiré.',
  broken: 'La connexion a été interrompue.',
}

/** Why a flow failed. */
export const failures: Failures = {
  access_denied: 'L’accès n’a pas été accordé.',
  account_mismatch: 'C’était un autre compte.',
  interaction_required: '{provider} vous demande de vous identifier ou de choisir un compte chez lui.',
  provider_error: '{provider} a signalé une erreur.',
  provider_misconfigured: '{app} n’est pas bien configurée pour {provider}.',
  provider_unreachable: '{provider} n’a pas répondu.',
  scope_denied: 'Il manque une autorisation dont {app} a besoin.',
}

/** What the rules of an agent allow. */
export const rules: RuleTexts = {
  onlyReads: 'Lit seulement, ne modifie rien',
  methods: 'Seulement des demandes de ce type : {methods}',
  hosts: 'Seulement chez {hosts}',
  paths: 'Seulement à ces adresses : {paths}',
  onlyThese: 'Seulement l’une de ces choses :',
  reading: 'Lire',
  anything: 'Toute demande',
  window: 'Seulement {days} de {from} à {to} ({zone})',
  everyDay: 'tous les jours',
  weekdays: 'du lundi au vendredi',
  addresses: 'Seulement depuis ces adresses réseau : {addresses}',
  calls: { one: 'Au plus un appel', other: 'Au plus {count} appels' },
  rate: {
    second: '{calls} par seconde',
    minute: '{calls} par minute',
    hour: '{calls} par heure',
    day: '{calls} par jour',
  },
  rateIn: '{calls} en {time}',
  groups: 'Seulement tant que vous êtes membre de {groups}',
  sinceSignIn: 'Seulement pendant {time} après votre identification chez le fournisseur',
  asks: {
    user: {
      call: 'Vous demande avant chaque appel',
      change: 'Vous demande avant chaque modification',
      methods: 'Vous demande avant les demandes de ce type : {methods}',
    },
    operator: {
      call: 'Demande à ceux qui gèrent {app} avant chaque appel',
      change: 'Demande à ceux qui gèrent {app} avant chaque modification',
      methods: 'Demande à ceux qui gèrent {app} avant les demandes de ce type : {methods}',
    },
  },
  other: 'Une autre limite fixée par {app}',
}
