import type { CallOptions } from './call.ts'
import type { Fields } from './fields.ts'

/** Whose delegation ends, and why. */
export type RevokeDelegationOptions = CallOptions & {
  /** Why, for the audit trail. Default: none is noted. */
  reason?: string | undefined
} & (
    | { agentId: string; agent?: never }
    /** The name of the agent instead of its id. */
    | { agent: string; agentId?: never }
  )

/** What ended. The grant itself goes on. */
export interface DelegationRevocation {
  /** The grant that the agent could use. */
  grantId: string
  /** How many delegations ended; 0 where there was none. */
  delegationsRevoked: number
}

export function readDelegationRevocation(fields: Fields): DelegationRevocation {
  return { grantId: fields.text('grant_id'), delegationsRevoked: fields.count('delegations_revoked') }
}
