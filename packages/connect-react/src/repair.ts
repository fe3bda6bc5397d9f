import type { Texts } from '@alter/connect/texts/texts'
import type { GrantAccount } from './wire.ts'

/** Why the app's backend could not call the provider, and what the user can do about it. */
export type Repair =
  | {
      status: 'connect'
      provider: string | undefined
      /** Name of the agent without a delegation; `undefined` when the app itself lacks the account. */
      agent: string | undefined
    }
  | { status: 'pick'; provider: string | undefined; accounts: GrantAccount[] }
  | {
      status: 'reconnect'
      reason: 'revoked' | 'expired' | 'scopes'
      provider: string | undefined
      grantId: string | undefined
      missingScopes: string[]
    }
  | {
      /** A human must say yes first. */
      status: 'approve'
      provider: string | undefined
      approvalId: string
      /** Page on which the user decides; `undefined` when somebody else does. */
      url: string | undefined
    }

/** What the user did about it. */
export type RepairOutcome =
  | { status: 'dismissed' }
  | { status: 'connected' }
  /** The user left the page for the decision. The backend asks for the result. */
  | { status: 'decided' }
  | { status: 'picked'; account: GrantAccount }

export interface Asking {
  /** When the call that needs the repair was sent, in milliseconds since the epoch. */
  sentAt: number
  texts: Partial<Texts> | undefined
  /** Aborts when this caller no longer waits. */
  signal: AbortSignal
}

/** Asks the user one question after the other. Calls that wait for the same repair share a question. */
export interface Repairs {
  ask: (repair: Repair, asking: Asking) => Promise<RepairOutcome>
}

const REASONS: Readonly<Record<string, 'revoked' | 'expired' | 'scopes'>> = {
  grant_revoked: 'revoked',
  credential_revoked: 'revoked',
  grant_expired: 'expired',
  scope_reauth_required: 'scopes',
}

/** The repair for a response; `undefined` when there is none. The response stays unread. */
export async function repairOf(response: Response): Promise<Repair | undefined> {
  const type = response.headers.get('content-type') ?? ''
  // Among successful answers, only a problem document needs a repair.
  if (!type.includes(response.ok ? 'application/problem+json' : 'json')) return undefined
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  const { code, provider, grant_id, accounts, missing_scopes, agent, approval_id, approval_url } =
    Object(body)
  const at = text(provider)
  const approvalId = text(approval_id)
  if (code === 'approval_required' && approvalId !== undefined) {
    return { status: 'approve', provider: at, approvalId, url: webAddress(approval_url) }
  }
  if (code === 'grant_not_found') return { status: 'connect', provider: at, agent: undefined }
  // Without the agent's name the window would ask for the app alone, and the call would fail again.
  const agentName = text(Object(agent).name)
  if (code === 'no_delegated_grant' && agentName !== undefined) {
    return { status: 'connect', provider: at, agent: agentName }
  }
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

/** Only web addresses are opened, because a backend may pass on a foreign text. */
function webAddress(value: unknown): string | undefined {
  const address = text(value)
  return address !== undefined && /^https?:\/\//i.test(address) ? address : undefined
}

function isAccount(value: unknown): value is GrantAccount {
  const { grant_id, account_identifier } = Object(value)
  return text(grant_id) !== undefined && text(account_identifier) !== undefined
}
