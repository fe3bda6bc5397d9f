import type { Generated } from 'kysely'

export interface UserRow {
  id: string
  appId: string
  /** `iss` of the user's tokens. Empty in rows from before this column, until they are claimed. */
  issuer: string
  /** `sub` of the user's tokens, or the configured claim. */
  subject: string
  label: string
  createdAt: number
  lastSeenAt: number
  /** Raised by triggers with every change of the user's grants except their times of last use. */
  grantsVersion: Generated<number>
}

/** The issuer to which an app's users from before issuers were kept belong. It is decided once. */
export interface FirstIssuerRow {
  appId: string
  issuer: string
  claimedAt: number
}

/** A deleted user, for as long as older tokens may be valid. */
export interface DeletedSubjectRow {
  appId: string
  subjectHash: string
  deletedAt: number
}
