import type { TroubleCode } from './trouble.ts'

export interface TroubleText {
  title: string
  /** What happened. */
  reason: string
  /** What to do about it. */
  next: string
}

/** A text that depends on a number, by the language's own categories. */
export type Plural = { [Category in Intl.LDMLPluralRule]?: string } & { other: string }

/** What the rules of an agent allow. */
export interface RuleTexts {
  onlyReads: string
  methods: string
  hosts: string
  paths: string
  onlyThese: string
  /** In a list: what reads, and every kind of request. */
  reading: string
  anything: string
  window: string
  everyDay: string
  weekdays: string
  addresses: string
  rate: { second: string; minute: string; hour: string; day: string }
  rateIn: string
  groups: string
  sinceSignIn: string
  /** Who is asked before what; where it stands for some places only, they follow. */
  asks: Record<'user' | 'operator', { call: string; change: string; methods: string }>
  /** A rule that this page does not know. */
  other: string
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
