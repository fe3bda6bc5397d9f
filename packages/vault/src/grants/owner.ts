import { type AliasedExpression, expressionBuilder, sql } from 'kysely'
import type { Tables } from '../storage/schema.ts'
import type { GrantRow } from '../storage/schema/grants.ts'

/**
 * The identity of the user who owns a grant, a session or a delegation. The seal of the row covers it, so a user whose
 * row is rewritten owns none of these any more. A new identifying column of users is added here and in {@link
 * ownerColumns}.
 */
export interface GrantOwner {
  appId: string
  issuer: string
  subject: string
}

/** A row of a grant with its owner's identity. */
export type OwnedRow = GrantRow & {
  ownerAppId: string | null
  ownerIssuer: string | null
  ownerSubject: string | null
}

/** Selects the owner's columns with the rows. */
export function ownerColumns(
  userId: 'delegations.userId' | 'grants.userId' | 'sessions.userId',
): readonly [
  AliasedExpression<string | null, 'ownerAppId'>,
  AliasedExpression<string | null, 'ownerIssuer'>,
  AliasedExpression<string | null, 'ownerSubject'>,
] {
  const user = expressionBuilder<Tables>().selectFrom('users').where('users.id', '=', sql.ref<string>(userId))
  return [
    user.select('users.appId').$asScalar().$castTo<string | null>().as('ownerAppId'),
    user.select('users.issuer').$asScalar().$castTo<string | null>().as('ownerIssuer'),
    user.select('users.subject').$asScalar().$castTo<string | null>().as('ownerSubject'),
  ]
}

/** The owner in a row; `null` for the app itself, and for an unknown user. */
export function ownerOf({
  ownerAppId: appId,
  ownerIssuer: issuer,
  ownerSubject: subject,
}: Pick<OwnedRow, 'ownerAppId' | 'ownerIssuer' | 'ownerSubject'>): GrantOwner | null {
  return appId === null || issuer === null || subject === null ? null : { appId, issuer, subject }
}
