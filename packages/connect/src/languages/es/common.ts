import type { AccountWords, Failures } from '../common-texts.ts'
import type { RuleTexts } from '../rule-texts.ts'

// Words that more than one of the components, the window and the Wallet say: each stands here and nowhere else.

export const locale = 'es'

/** An app and a provider where their names are not at hand, as they stand within a sentence. */
export const thisApp = 'esta aplicación'
export const theProvider = 'el proveedor'

export const back = 'Atrás'
export const cancel = 'Cancelar'
export const support = 'Ayuda'
export const privacy = 'Privacidad'
export const terms = 'Condiciones'
export const oneMoment = 'Un momento…'
export const findAccount = 'Buscar una cuenta'
export const noMatch = 'Nada coincide con «{query}».'
export const whichAccount = '¿Qué cuenta?'
export const connected = 'Has conectado {provider}'
/** An agent was let use an account. */
export const delegated = '{agent} puede usar {provider}'
/** The title of a flow that has failed. */
export const didNotConnect = 'Sin conectar'
/** The user has left. */
export const nothingConnected = 'No se ha conectado nada'
/** Before what an app may do. */
export const allows = '{app} puede'
/** In that list, where it is nothing else. */
export const allowsAccount = 'Saber qué cuenta es'
export const details = 'Detalles'
export const since = 'Conectada desde'
/** Above or beside a time. */
export const lastUse = 'Último uso'
export const ends = 'Termina'
/** `{when}` is a day. */
export const until = 'Hasta {when}'
export const disconnect = 'Desconectar'
export const disconnectQuestion = '¿Desconectar {account}?'
export const disconnecting = 'Desconectando…'
export const disconnected = 'Se ha desconectado {account}.'
/** The answer to a question that changes nothing. */
export const keep = 'Conservar'
export const stillAllowed = 'Es posible que {provider} aún muestre {app} entre las que tienen acceso.'
export const endThere = 'Terminarlo en {provider}'
export const seeThere = 'Ver en {provider}'
export const removeAgent = 'Quitar'
export const removeAgentQuestion = '¿Quitar {agent}?'
export const removeAgentEffect = 'Ya no podrá usar {account}.'
export const removingAgent = 'Quitando…'
export const noAnswer = 'No hay respuesta'
export const badAnswer = 'El servidor no respondió como debía.'
export const offline = 'No tienes conexión'
export const checkInternet = 'Comprueba tu conexión a internet.'
export const continuesItself = 'La página seguirá por sí sola.'
export const tooMany = 'Demasiadas solicitudes'
export const tryInMinute = 'Inténtalo de nuevo en un minuto.'
export const tryLater = 'Inténtalo de nuevo en un momento.'
export const signInEnded = 'Tu sesión ha terminado'
export const tookTooLong = 'Ha tardado demasiado'
/** An answer of a provider, or of a sign-in, that belongs to nothing here. */
export const unmatched = 'Este inicio de sesión no corresponde a ninguna solicitud'

/** How an account is, and what repairs it. */
export const account: AccountWords = {
  notConnected: 'Sin conectar',
  lastUsed: 'Último uso: {when}',
  neverUsed: 'Aún sin usar',
  retry: 'Reintentar',
  signIn: 'Iniciar sesión',
  revoked: 'Se revocó el acceso.',
  expired: 'El acceso ha caducado.',
  broken: 'La conexión se interrumpió.',
}

/** Why a flow failed. */
export const failures: Failures = {
  access_denied: 'No se concedió el acceso.',
  account_mismatch: 'Esa era otra cuenta.',
  interaction_required: '{provider} pide que inicies sesión o elijas una cuenta allí.',
  provider_error: '{provider} comunicó un error.',
  provider_misconfigured: '{app} no está bien configurada para {provider}.',
  provider_unreachable: '{provider} no respondió.',
  scope_denied: 'Falta un permiso que {app} necesita.',
}

/** What the rules of an agent allow. */
export const rules: RuleTexts = {
  onlyReads: 'Solo lee, no cambia nada',
  methods: 'Solo solicitudes de este tipo: {methods}',
  hosts: 'Solo en {hosts}',
  paths: 'Solo en estas direcciones: {paths}',
  onlyThese: 'Solo una de estas cosas:',
  reading: 'Leer',
  anything: 'Cualquier solicitud',
  window: 'Solo {days} de {from} a {to} ({zone})',
  everyDay: 'todos los días',
  weekdays: 'de lunes a viernes',
  addresses: 'Solo desde estas direcciones de red: {addresses}',
  calls: { one: 'Como máximo una llamada', other: 'Como máximo {count} llamadas' },
  rate: {
    second: '{calls} por segundo',
    minute: '{calls} por minuto',
    hour: '{calls} por hora',
    day: '{calls} al día',
  },
  rateIn: '{calls} en {time}',
  groups: 'Solo mientras seas miembro de {groups}',
  sinceSignIn: 'Solo durante {time} después de que inicies sesión en el proveedor',
  asks: {
    user: {
      call: 'Te pregunta antes de cada llamada',
      change: 'Te pregunta antes de cada cambio',
      methods: 'Te pregunta antes de solicitudes de este tipo: {methods}',
    },
    operator: {
      call: 'Pregunta a quienes gestionan {app} antes de cada llamada',
      change: 'Pregunta a quienes gestionan {app} antes de cada cambio',
      methods: 'Pregunta a quienes gestionan {app} antes de solicitudes de este tipo: {methods}',
    },
  },
  other: 'Otro límite que ha puesto {app}',
}
