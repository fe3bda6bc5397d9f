import type { AccountWords, Failures } from '../common-texts.ts'
import type { RuleTexts } from '../rule-texts.ts'

// Words that more than one of the components, the window and the Wallet say: each stands here and nowhere else.

export const locale = 'de'

/** An app and a provider where their names are not at hand, as they stand within a sentence. */
export const thisApp = 'diese App'
export const theProvider = 'der Anbieter'

export const back = 'Zurück'
export const cancel = 'Abbrechen'
export const support = 'Hilfe'
export const privacy = 'Datenschutz'
export const terms = 'Nutzungsbedingungen'
export const oneMoment = 'Einen Moment …'
export const findAccount = 'Konto suchen'
export const noMatch = 'Nichts passt zu „{query}“.'
export const whichAccount = 'Welches Konto?'
export const connected = '{provider} verbunden'
/** An agent was let use an account. */
export const delegated = '{agent} kann {provider} verwenden'
/** The title of a flow that has failed. */
export const didNotConnect = 'Nicht verbunden'
/** The user has left. */
export const nothingConnected = 'Es wurde nichts verbunden'
/** Before what an app may do. */
export const allows = '{app} kann'
/** In that list, where it is nothing else. */
export const allowsAccount = 'Erkennen, welches Konto es ist'
export const details = 'Details'
export const since = 'Verbunden seit'
/** Above or beside a time. */
export const lastUse = 'Zuletzt verwendet'
export const ends = 'Endet'
/** `{when}` is a day. */
export const until = 'Bis {when}'
export const disconnect = 'Trennen'
export const disconnectQuestion = '{account} trennen?'
export const disconnecting = 'Wird getrennt …'
export const disconnected = '{account} wurde getrennt.'
/** The answer to a question that changes nothing. */
export const keep = 'Behalten'
export const stillAllowed = '{provider} führt {app} vielleicht noch unter denen mit Zugriff.'
export const endThere = 'Bei {provider} beenden'
export const seeThere = 'Bei {provider} ansehen'
export const removeAgent = 'Entfernen'
export const removeAgentQuestion = '{agent} entfernen?'
export const removeAgentEffect = 'Der Agent kann {account} nicht mehr verwenden.'
export const removingAgent = 'Wird entfernt …'
export const noAnswer = 'Keine Antwort'
export const badAnswer = 'Der Server hat nicht richtig geantwortet.'
export const offline = 'Sie sind offline'
export const checkInternet = 'Prüfen Sie Ihre Internetverbindung.'
export const continuesItself = 'Danach geht es von selbst weiter.'
export const tooMany = 'Zu viele Anfragen'
export const tryInMinute = 'Versuchen Sie es in einer Minute erneut.'
export const tryLater = 'Versuchen Sie es gleich noch einmal.'
export const signInEnded = 'Ihre Anmeldung ist abgelaufen'
export const tookTooLong = 'Das hat zu lange gedauert'
/** An answer of a provider, or of a sign-in, that belongs to nothing here. */
export const unmatched = 'Diese Anmeldung lässt sich nicht zuordnen'

/** How an account is, and what repairs it. */
export const account: AccountWords = {
  notConnected: 'Nicht verbunden',
  lastUsed: 'Zuletzt verwendet: {when}',
  neverUsed: 'Noch nicht verwendet',
  retry: 'Erneut versuchen',
  signIn: 'Anmelden',
  revoked: 'Der Zugriff wurde widerrufen.',
  expired: 'Der Zugriff ist abgelaufen.',
  broken: 'Die Verbindung wurde unterbrochen.',
}

/** Why a flow failed. */
export const failures: Failures = {
  access_denied: 'Der Zugriff wurde nicht erlaubt.',
  account_mismatch: 'Das war ein anderes Konto.',
  interaction_required: '{provider} verlangt, dass Sie sich dort anmelden oder ein Konto wählen.',
  provider_error: '{provider} hat einen Fehler gemeldet.',
  provider_misconfigured: '{app} ist nicht so eingerichtet, wie {provider} es verlangt.',
  provider_unreachable: '{provider} hat nicht geantwortet.',
  scope_denied: 'Eine Berechtigung, die {app} braucht, fehlt.',
}

/** What the rules of an agent allow. */
export const rules: RuleTexts = {
  onlyReads: 'Liest nur, ändert nichts',
  methods: 'Nur Anfragen dieser Art: {methods}',
  hosts: 'Nur bei {hosts}',
  paths: 'Nur an diesen Adressen: {paths}',
  onlyThese: 'Nur eines davon:',
  reading: 'Lesen',
  anything: 'Jede Anfrage',
  window: 'Nur {days} von {from} bis {to} ({zone})',
  everyDay: 'täglich',
  weekdays: 'montags bis freitags',
  addresses: 'Nur von diesen Netzadressen: {addresses}',
  calls: { one: 'Höchstens ein Aufruf', other: 'Höchstens {count} Aufrufe' },
  rate: {
    second: '{calls} in der Sekunde',
    minute: '{calls} in der Minute',
    hour: '{calls} in der Stunde',
    day: '{calls} am Tag',
  },
  rateIn: '{calls} in {time}',
  groups: 'Nur solange Sie Mitglied von {groups} sind',
  sinceSignIn: 'Nur {time} lang, nachdem Sie sich beim Anbieter angemeldet haben',
  asks: {
    user: {
      call: 'Fragt Sie vor jedem Aufruf',
      change: 'Fragt Sie vor jeder Änderung',
      methods: 'Fragt Sie vor Anfragen dieser Art: {methods}',
    },
    operator: {
      call: 'Fragt die Betreiber von {app} vor jedem Aufruf',
      change: 'Fragt die Betreiber von {app} vor jeder Änderung',
      methods: 'Fragt die Betreiber von {app} vor Anfragen dieser Art: {methods}',
    },
  },
  other: 'Eine weitere Grenze, die {app} gesetzt hat',
}
