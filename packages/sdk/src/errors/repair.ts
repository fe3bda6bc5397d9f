import { isAlterError } from './guard.ts'

export interface Repair {
  allowedProviders?: string[]
  grantId?: string
  agent?: string
}

/** The session options that repair this error. Throws the error when connecting cannot help. */
export function repairOf(error: unknown): Repair {
  if (
    isAlterError(error, 'grant_revoked') ||
    isAlterError(error, 'credential_revoked') ||
    isAlterError(error, 'grant_expired') ||
    isAlterError(error, 'scope_reauth_required')
  ) {
    if (error.grantId !== undefined) return { grantId: error.grantId }
    if (error.provider !== undefined) return { allowedProviders: [error.provider] }
  }
  if (isAlterError(error, 'grant_not_found') && error.provider !== undefined) {
    return { allowedProviders: [error.provider] }
  }
  if (isAlterError(error, 'no_delegated_grant') && error.provider !== undefined) {
    const { provider, agent } = error
    // Without the agent, the account would be connected for the app alone.
    return { allowedProviders: [provider], ...(agent && { agent: agent.agentId }) }
  }
  throw error
}
