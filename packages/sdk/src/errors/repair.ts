import { isAlterError } from './guard.ts'

export interface Repair {
  allowedProviders?: string[]
  grantId?: string
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
  const isMissing = isAlterError(error, 'grant_not_found') || isAlterError(error, 'no_delegated_grant')
  if (isMissing && error.provider !== undefined) return { allowedProviders: [error.provider] }
  throw error
}
