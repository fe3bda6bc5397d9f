import type { AccountWords, Failures } from '../common-texts.ts'
import type { RuleTexts } from '../rule-texts.ts'

// Words that more than one of the components, the window and the Wallet say: each stands here and nowhere else.

export const locale = 'en'

/** An app and a provider where their names are not at hand, as they stand within a sentence. */
export const thisApp = 'this app'
export const theProvider = 'the provider'

export const back = 'Back'
export const cancel = 'Cancel'
export const support = 'Support'
export const privacy = 'Privacy'
export const terms = 'Terms'
export const oneMoment = 'One moment…'
export const findAccount = 'Find an account'
export const noMatch = 'Nothing matches “{query}”.'
export const whichAccount = 'Which account?'
export const connected = '{provider} connected'
/** An agent was let use an account. */
export const delegated = '{agent} can use {provider}'
/** The title of a flow that has failed. */
export const didNotConnect = 'Not connected'
/** The user has left. */
export const nothingConnected = 'Nothing was connected'
/** Before what an app may do. */
export const allows = '{app} can'
/** In that list, where it is nothing else. */
export const allowsAccount = 'Know which account it is'
export const details = 'Details'
export const since = 'Connected since'
/** Above or beside a time. */
export const lastUse = 'Last used'
export const ends = 'Ends'
/** `{when}` is a day. */
export const until = 'Until {when}'
export const disconnect = 'Disconnect'
export const disconnectQuestion = 'Disconnect {account}?'
export const disconnecting = 'Disconnecting…'
export const disconnected = 'Disconnected {account}.'
/** The answer to a question that changes nothing. */
export const keep = 'Keep'
export const stillAllowed = '{provider} may still list {app} among those with access.'
export const endThere = 'End it at {provider}'
export const seeThere = 'See it at {provider}'
export const removeAgent = 'Remove'
export const removeAgentQuestion = 'Remove {agent}?'
export const removeAgentEffect = 'It can no longer use {account}.'
export const removingAgent = 'Removing…'
export const noAnswer = 'No answer'
export const badAnswer = 'The server did not answer as it should.'
export const offline = 'You are offline'
export const checkInternet = 'Check your internet connection.'
export const continuesItself = 'The page continues by itself.'
export const tooMany = 'Too many requests'
export const tryInMinute = 'Try again in a minute.'
export const tryLater = 'Try again in a moment.'
export const signInEnded = 'Your sign-in has ended'
export const tookTooLong = 'This took too long'
/** An answer of a provider, or of a sign-in, that belongs to nothing here. */
export const unmatched = 'This sign-in could not be matched'

/** How an account is, and what repairs it. */
export const account: AccountWords = {
  notConnected: 'Not connected',
  lastUsed: 'Last used {when}',
  neverUsed: 'Not used yet',
  retry: 'Try again',
  signIn: 'Sign in',
  revoked: 'Access was revoked.',
  expired: 'Access has expired.',
  broken: 'The connection was interrupted.',
}

/** Why a flow failed. */
export const failures: Failures = {
  access_denied: 'Access was not granted.',
  account_mismatch: 'That was a different account.',
  interaction_required: '{provider} needs you to sign in or choose an account there.',
  provider_error: '{provider} reported an error.',
  provider_misconfigured: '{app} is not set up right for {provider}.',
  provider_unreachable: '{provider} did not answer.',
  scope_denied: 'A permission that {app} needs was left out.',
}

/** What the rules of an agent allow. */
export const rules: RuleTexts = {
  onlyReads: 'Only reads, changes nothing',
  methods: 'Only requests of this kind: {methods}',
  hosts: 'Only at {hosts}',
  paths: 'Only at these addresses: {paths}',
  onlyThese: 'Only one of these:',
  reading: 'Reading',
  anything: 'Any request',
  window: 'Only {days} from {from} to {to} ({zone})',
  everyDay: 'every day',
  weekdays: 'on weekdays',
  addresses: 'Only from these network addresses: {addresses}',
  calls: { one: 'At most one call', other: 'At most {count} calls' },
  rate: {
    second: '{calls} a second',
    minute: '{calls} a minute',
    hour: '{calls} an hour',
    day: '{calls} a day',
  },
  rateIn: '{calls} in {time}',
  groups: 'Only while you are a member of {groups}',
  sinceSignIn: 'Only for {time} after you sign in at the provider',
  asks: {
    user: {
      call: 'Asks you before each call',
      change: 'Asks you before each change',
      methods: 'Asks you before requests of this kind: {methods}',
    },
    operator: {
      call: 'Asks the people who run {app} before each call',
      change: 'Asks the people who run {app} before each change',
      methods: 'Asks the people who run {app} before requests of this kind: {methods}',
    },
  },
  other: 'One more limit that {app} has set',
}
