import type { SessionErrorCode } from '@alter/protocol'
import type { Plural } from '../words.ts'
import type { RuleTexts } from './rule-texts.ts'

/** Everything that can go wrong on the page. */
export type TroubleCode =
  | SessionErrorCode
  | 'invalid_token'
  | 'session_in_use'
  | 'session_ended'
  | 'rate_limited'
  | 'invalid_oauth_url'
  /** The account that the agent should get is connected no more. */
  | 'account_gone'
  /** The agent that asks was stopped meanwhile. */
  | 'agent_inactive'
  /** The page was opened without a session. */
  | 'no_session'
  /** The app has nothing to connect to. */
  | 'no_provider'
  | 'offline'
  /** The vault did not answer, or not with what was asked for. */
  | 'unreachable'

export interface TroubleText {
  title: string
  /** What happened. */
  reason: string
  /** What to do about it. */
  next: string
}

/** Every word of the page in one language. `{…}` stands for a value. */
export interface Texts {
  /** For plurals, lists and the document, such as `de`. */
  locale: string
  page: string
  loading: string
  /** Stands for `{app}` and `{provider}` where neither is known. */
  theApp: string
  theProvider: string
  continue: string
  cancel: string
  back: string
  done: string
  retry: string
  close: string
  closeYourself: string
  backTo: string
  confirmTitle: string
  chooseTitle: string
  forUser: string
  allows: string
  allowsAccount: string
  more: Plural
  started: string
  signIn: string
  signInMany: string
  anyTime: string
  stillAllowed: string
  endThere: string
  privacy: string
  terms: string
  support: string
  chooseLead: string
  chooseMore: string
  chooseAgain: string
  connectedAs: string
  notConnected: string
  filter: string
  filterNone: string
  fieldsTitle: string
  fieldsLead: string
  fieldMissing: string
  fieldMismatch: string
  example: string
  leavingTitle: string
  leavingLead: string
  finishing: string
  cancelling: string
  returning: string
  connectedTitle: string
  connectedLead: Plural
  cancelledTitle: string
  cancelledLead: string
  letTitle: string
  letTitleMany: string
  agentOf: string
  agentAllows: string
  limits: string
  until: string
  untilRemoved: string
  ownLimits: string
  onlyRead: string
  onlyReadMore: string
  askMe: string
  askMeMore: string
  howLong: string
  whichAccount: string
  anotherAccount: string
  alreadyConnected: string
  allow: string
  removeAnyTime: string
  delegating: string
  delegatedTitle: string
  delegatedLead: string
  rules: RuleTexts
  trouble: Record<TroubleCode, TroubleText>
}
