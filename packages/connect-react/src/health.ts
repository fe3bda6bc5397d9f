import type { AccountsTexts } from './accounts-texts.ts'
import type { ConnectedAccount } from './account-list.ts'
import { countWords } from './words.ts'

/** Whether an account can be used, and what reconnecting would repair. */
export type Health =
  | { status: 'good' }
  | { status: 'missing-scopes' | 'expired' | 'revoked' | 'broken'; reason: string }

/** `labels`: what a scope allows, in the operator's words. */
export function healthOf(
  { status, missing_scopes }: ConnectedAccount,
  texts: AccountsTexts,
  labels: Record<string, string> | undefined,
): Health {
  if (status !== 'active') return { status, reason: texts[status] }
  if (missing_scopes.length === 0) return { status: 'good' }
  const names = labelsOf(missing_scopes, labels)
  return { status: 'missing-scopes', reason: countWords(texts.missingScopes, texts.locale, names) }
}

/**
 * What scopes allow, in the operator's words. Without any, the part that says something:
 * `https://www.googleapis.com/auth/calendar.readonly` ends in it.
 */
export function labelsOf(scopes: string[], labels: Record<string, string> = {}): string[] {
  return scopes.map((scope) => labels[scope] ?? scope.replace(/\/+$/, '').replace(/^.*\//, ''))
}
