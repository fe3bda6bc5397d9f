import type { Generated } from 'kysely'

export interface UserRow {
  id: string
  appId: string
  /** `iss` of the user's tokens. Empty in rows from before it was kept, until they are claimed. */
  issuer: string
  /** `sub` of the identity provider, or the claim configured instead. */
  subject: string
  label: string
  createdAt: number
  lastSeenAt: number
  /** Rises with every change of the user's grants but their use: triggers see to it, whoever writes. */
  grantsVersion: Generated<number>
}

/** Whose an app's users from before issuers were kept are: it is said once. */
export interface FirstIssuerRow {
  appId: string
  issuer: string
  claimedAt: number
}

/** A user who was deleted, as long as tokens from before may live. */
export interface DeletedSubjectRow {
  appId: string
  subjectHash: string
  deletedAt: number
}
