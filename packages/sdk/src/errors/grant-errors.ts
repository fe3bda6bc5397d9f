/* oxlint-disable no-useless-constructor -- they narrow the codes that a class may carry */
import { AlterError, type ErrorFacts } from '../alter-error.ts'
import type { AgentLabel } from '../answers/delegation.ts'
import type { GrantAccount } from '../answers/grant.ts'

/** The user has not connected this provider yet. Show the Connect widget. */
export class GrantNotFoundError extends AlterError {
  declare readonly code: 'grant_not_found'

  constructor(detail: string, facts?: ErrorFacts) {
    super('grant_not_found', detail, facts)
  }
}

/** No user has let this agent use such an account. Create a session as the agent, and send the user to it. */
export class NoDelegatedGrantError extends AlterError {
  declare readonly code: 'no_delegated_grant'
  /** The agent that needs a permission. Absent when the vault did not name it. */
  declare readonly agent?: AgentLabel

  constructor(detail: string, facts?: ErrorFacts & { agent?: AgentLabel }) {
    super('no_delegated_grant', detail, facts)
  }
}

/** The user connected the provider more than once. Let them choose, and repeat the call with `account`. */
export class AmbiguousGrantError extends AlterError {
  declare readonly code: 'ambiguous_grant'
  /** The accounts to choose from. */
  declare readonly accounts: GrantAccount[]

  constructor(detail: string, facts: ErrorFacts & { accounts: GrantAccount[] }) {
    super('ambiguous_grant', detail, facts)
  }
}

/** The grant has ended, and only its user can renew it. Show the Connect widget. */
export class ReAuthRequiredError extends AlterError {
  declare readonly code: 'grant_revoked' | 'credential_revoked' | 'grant_expired'
  /** The grant to authorize again. Absent when the vault did not name it. */
  declare readonly grantId?: string

  constructor(code: ReAuthRequiredError['code'], detail: string, facts?: ErrorFacts & { grantId?: string }) {
    super(code, detail, facts)
  }
}

/** The app or its user revoked the grant. */
export class GrantRevokedError extends ReAuthRequiredError {
  declare readonly code: 'grant_revoked'

  constructor(detail: string, facts?: ErrorFacts & { grantId?: string }) {
    super('grant_revoked', detail, facts)
  }
}

/** The tokens are no longer valid: revoked or expired at the provider, or lost in a refresh. */
export class CredentialRevokedError extends ReAuthRequiredError {
  declare readonly code: 'credential_revoked'

  constructor(detail: string, facts?: ErrorFacts & { grantId?: string }) {
    super('credential_revoked', detail, facts)
  }
}

/** The grant's own life is over. */
export class GrantExpiredError extends ReAuthRequiredError {
  declare readonly code: 'grant_expired'

  constructor(detail: string, facts?: ErrorFacts & { grantId?: string }) {
    super('grant_expired', detail, facts)
  }
}

/** The user has not granted all scopes that the app requires. Show the Connect widget. */
export class ScopeReauthRequiredError extends AlterError {
  declare readonly code: 'scope_reauth_required'
  /** Required scopes that the user did not grant. */
  declare readonly missingScopes: string[]
  /** The grant to authorize again. Absent when the vault did not name it. */
  declare readonly grantId?: string

  constructor(detail: string, facts: ErrorFacts & { missingScopes: string[]; grantId?: string }) {
    super('scope_reauth_required', detail, facts)
  }
}
