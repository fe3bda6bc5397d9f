import type { Plural } from '../words.ts'

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
  /** How often something may be called, for `{calls}`. */
  calls: Plural
  /** The same in one of a unit, or in another `{time}`. */
  rate: Record<'second' | 'minute' | 'hour' | 'day', string>
  rateIn: string
  groups: string
  sinceSignIn: string
  /** Who is asked before what; where it stands for some places only, they follow. */
  asks: Record<'user' | 'operator', { call: string; change: string; methods: string }>
  /** A rule that this page does not know. */
  other: string
}
