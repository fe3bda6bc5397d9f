import type { Repair } from '../surroundings/asking.ts'
import type { GrantAccount } from '../wire.ts'

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
