import { noMatch } from '../languages/en/common.ts'
import type { Plural } from '../words.ts'

/** What the search of a long list says. */
export interface FilterTexts {
  filter: string
  /** How many providers are left; heard. */
  found: Plural
  noMatch: string
  showAll: string
}

export const FILTER_TEXTS: FilterTexts = {
  filter: 'Find an app or account',
  found: { one: '{count} app found.', other: '{count} apps found.' },
  noMatch,
  showAll: 'Show all',
}
