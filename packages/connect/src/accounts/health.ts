import type { ConnectedAccount } from './account-list.ts'
import { ACCOUNTS_TEXTS, type AccountsTexts } from '../texts/accounts-texts.ts'
import { countWords } from '../words.ts'

/** Whether an account can be used, and what reconnecting would repair. */
export type Health =
  | { status: 'good' }
  | { status: 'missing-scopes' | 'expired' | 'revoked' | 'broken'; reason: string }

/** What a provider's scopes are called. */
export interface ScopeWords {
  /** The operator's words, in the operator's language. */
  scope_labels?: Record<string, string> | undefined
  /** By language. */
  localized?: Record<string, { scope_labels?: Record<string, string> }> | undefined
}

/**
 * How an account is.
 * @param texts the reader's language. Default: English
 * @param words as `useProviders()` gives them
 * @example
 * const health = healthOf(account)
 * if (health.status !== 'good') warn(health.reason)
 */
export function healthOf(
  { status, missing_scopes }: ConnectedAccount,
  texts: AccountsTexts = ACCOUNTS_TEXTS,
  words?: ScopeWords,
): Health {
  if (status !== 'active') return { status, reason: texts[status] }
  if (missing_scopes.length === 0) return { status: 'good' }
  const names = scopesInWords(missing_scopes, texts.locale, words)
  return { status: 'missing-scopes', reason: countWords(texts.missingScopes, texts.locale, names) }
}

/**
 * What scopes allow, in the reader's language. The operator's words are taken to be English unless they name a language,
 * so that no sentence mixes two. A scope without words is shown by its last part: `calendar.readonly` of
 * `https://www.googleapis.com/auth/calendar.readonly`.
 */
export function scopesInWords(scopes: readonly string[], locale: string, words: ScopeWords = {}): string[] {
  const [language = ''] = locale.split('-')
  const own = (words.localized?.[locale] ?? words.localized?.[language])?.scope_labels
  // A scope may be called `constructor`, which every object has.
  const labels = new Map(Object.entries({ ...(language === 'en' && words.scope_labels), ...own }))
  return scopes.map((scope) => labels.get(scope) ?? scope.replace(/\/+$/, '').replace(/^.*\//, ''))
}
