import type { ApprovalStatus, WalletAction, WalletOutcome } from '@alter/protocol'
import type { Plural } from '../words.ts'
import type { RuleTexts } from './rule-texts.ts'

/** Everything that can go wrong between a page and the vault. */
export type TroubleCode =
  /** Nobody is signed in here any more. */
  | 'signed_out'
  /** It is not there, or not this user's: the vault does not say which. */
  | 'not_found'
  /** Somebody was faster, such as another tab. */
  | 'conflict'
  /** It is over, or the operator does not allow it. */
  | 'refused'
  | 'rate_limited'
  | 'offline'
  /** Something the user did, which does not go on by itself. */
  | 'act_offline'
  /** The vault did not answer, or not with what was asked for. */
  | 'unreachable'

/** Why somebody who was here has to sign in again. */
export type Farewell = 'ended' | 'left' | 'forgotten'

export interface TroubleText {
  title: string
  /** What happened, and what to do about it. */
  text: string
}

/** Why something was refused, or how it failed: several codes may come to the same. */
export type Why =
  | 'rule'
  | 'unasked'
  | 'no'
  | 'late'
  | 'gone'
  | 'nothingCame'
  | 'noAccount'
  | 'notLet'
  | 'several'
  | 'permission'
  | 'over'
  | 'elsewhere'
  | 'slow'
  | 'address'
  | 'origin'
  | 'tooMany'
  | 'key'
  | 'stopped'
  | 'signIn'
  | 'request'
  | 'busy'
  | 'fault'
  | 'left'
  | 'altered'
  | 'revoked'
  | 'expired'
  | 'tookTooLong'
  | 'accessDenied'
  | 'otherAccount'
  | 'interaction'
  | 'providerError'
  | 'providerSetup'
  | 'providerSilent'
  | 'scopeDenied'

/** Why the vault did something by itself. */
export type OwnReason = 'here' | 'atSignIn' | 'byApp' | 'atIssuer' | 'byAgent' | 'panic'

/** Every word of the pages in one language. `{…}` stands for a value. */
export interface Texts {
  /** For plurals, lists, dates and the document, such as `de`. */
  locale: string
  /** What separates the name of a page from that of the Wallet in the title of the window. */
  title: string
  /** A state, and what to know about it. */
  titled: string
  skip: string
  main: string
  home: string
  activity: string
  data: string
  signOut: string
  signingOut: string
  stillLoading: string
  retry: string
  back: string
  request: string
  offline: string
  trouble: Record<TroubleCode, TroubleText>

  signInTitle: string
  signInLead: string
  signInAt: string
  signIn: string
  signInWhich: string
  signInNone: string
  elsewhere: string
  elsewhereLead: string
  farewell: Record<Farewell, string>

  homeTitle: string
  homeLead: string
  homeEmptyTitle: string
  homeEmpty: string
  waiting: string
  apps: string
  accounts: Plural
  agents: Plural
  attention: Plural
  lastUsed: string
  neverUsed: string
  ends: string

  gone: string
  appEmpty: string
  privacy: string
  terms: string
  support: string
  findAccount: string
  findNone: string
  found: Plural

  allows: string
  allowsAccount: string
  permissions: Plural
  since: string
  authorized: string
  lastUse: string
  end: string
  /** Above what limits an app or an agent. */
  limits: string
  details: string
  status: { expired: string; revoked: string; broken: string }
  statusText: { expired: string; revoked: string; broken: string }
  /** What an app, an agent or a provider says. */
  reasonGiven: string
  extendUntil: string
  extended: string
  manage: string
  disconnect: string
  disconnectAccount: string
  disconnectTitle: string
  disconnectText: string
  disconnectAgents: Plural
  keep: string
  disconnecting: string
  disconnected: string
  leftover: string
  remains: string

  agentsTitle: string
  agentsNone: string
  agentStatus: { paused: string; revoked: string }
  agentType: { agent: string; service: string }
  agentAll: string
  remove: string
  removeAgent: string
  removeTitle: string
  removeText: string
  removing: string
  removed: string

  rules: RuleTexts

  recent: string
  allActivity: string
  activityNone: string
  activityNoMatch: string
  filters: string
  filterApp: string
  filterProvider: string
  filterAgent: string
  filterOutcome: string
  filterFrom: string
  filterTo: string
  filterAll: string
  filterConnection: string
  filterClear: string
  csv: string
  more: string
  allShown: string
  searchedTo: string
  shown: Plural
  action: Record<WalletAction, string>
  outcome: Record<WalletOutcome, string>
  answered: string
  by: string
  reason: string
  /** Where its name is not at hand. */
  theProvider: string
  /** Why something was refused, or how it failed. */
  why: Record<Why, string>
  /** Why the vault did something by itself. */
  ownReason: Record<OwnReason, string>

  approvalTitle: string
  approvalWho: string
  approvalWhoApp: string
  approvalWhy: string
  approvalWhat: string
  approvalQuery: string
  approvalHeaders: string
  approvalBody: string
  approvalRule: string
  approvalEnds: string
  bodyOther: string
  bodyRaw: string
  bodyFolded: string
  bodyMore: Plural
  items: Plural
  approve: string
  deny: string
  denyReason: string
  denyReasonHint: string
  denyNow: string
  decided: string
  approvalStatus: Record<ApprovalStatus, TroubleText>
  /** Where the outcome of a request that was sent is not known. */
  approvalUnknown: string
  /** What the user, or the operator of the vault, said with a no. */
  approvalSaid: string
  operatorSaid: string
  review: string

  dataTitle: string
  exportTitle: string
  exportText: string
  exportButton: string
  forgetTitle: string
  forgetText: string
  forgetNone: string
  forgetButton: string
  forgetDialog: string
  forgetDialogText: string
  forgetWord: string
  forgetType: string
  forgetNow: string
  forgetting: string
  forgotten: string

  nowhereTitle: string
  nowhere: string
}
