import type { Texts } from '@alter/connect/accounts/texts'
import type { GrantAccount } from './wire.ts'

/** Why the app's backend could not call the provider, and what the user can do about it. */
export type Repair =
  | { status: 'connect'; provider: string | undefined }
  | { status: 'pick'; provider: string | undefined; accounts: GrantAccount[] }
  | {
      status: 'reconnect'
      reason: 'revoked' | 'expired' | 'scopes'
      provider: string | undefined
      grantId: string | undefined
      missingScopes: string[]
    }

/** What the user did about it. */
export type RepairOutcome =
  | { status: 'dismissed' }
  | { status: 'connected' }
  | { status: 'picked'; account: GrantAccount }

export interface Asking {
  /** When the call was sent that needs the repair, in milliseconds since the epoch. */
  sentAt: number
  texts: Partial<Texts> | undefined
  /** Aborts when this caller no longer waits. */
  signal: AbortSignal
}

/** Asks the user, one question after the other, and once for all calls that wait for the same. */
export interface Repairs {
  ask: (repair: Repair, asking: Asking) => Promise<RepairOutcome>
}

const REASONS: Readonly<Record<string, 'revoked' | 'expired' | 'scopes'>> = {
  grant_revoked: 'revoked',
  credential_revoked: 'revoked',
  grant_expired: 'expired',
  scope_reauth_required: 'scopes',
}

/** The repair that a response asks for; `undefined` for any other. Leaves the response unread. */
export async function repairOf(response: Response): Promise<Repair | undefined> {
  if (response.ok || !response.headers.get('content-type')?.includes('json')) return undefined
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  const { code, provider, grant_id, accounts, missing_scopes } = Object(body)
  const at = text(provider)
  if (code === 'grant_not_found') return { status: 'connect', provider: at }
  if (code === 'ambiguous_grant' && Array.isArray(accounts)) {
    return { status: 'pick', provider: at, accounts: accounts.filter(isAccount) }
  }
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined
  if (!reason) return undefined
  const missingScopes = Array.isArray(missing_scopes) ? missing_scopes.map(String) : []
  return { status: 'reconnect', reason, provider: at, grantId: text(grant_id), missingScopes }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isAccount(value: unknown): value is GrantAccount {
  const { grant_id, account_identifier } = Object(value)
  return text(grant_id) !== undefined && text(account_identifier) !== undefined
}
