import { scopeName } from './names.ts'
import { texts } from './texts.ts'
import type { ConnectedAccount } from './use-connections.ts'

/** Whether an account can be used, and what reconnecting would repair. */
export type Health =
  | { status: 'good' }
  | { status: 'missing-scopes'; reason: string }
  | { status: 'expired' | 'revoked' | 'broken'; reason: string }

export function healthOf({ status, missing_scopes }: ConnectedAccount): Health {
  if (status !== 'active') return { status, reason: texts[status] }
  if (missing_scopes.length === 0) return { status: 'good' }
  return { status: 'missing-scopes', reason: texts.missingScopes(missing_scopes.map(scopeName)) }
}
