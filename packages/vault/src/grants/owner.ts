import { type AliasedExpression, expressionBuilder, sql } from 'kysely'
import type { Tables } from '../storage/schema.ts'
import type { GrantRow } from '../storage/schema/grants.ts'

/**
 * Who the user of a grant, a session or a delegation is, as the table of the users has it. It is sealed with the row: a user whose own
 * row is rewritten has none of them any more. What names a user is added here, and in {@link ownerColumns}.
 */
export interface GrantOwner {
  appId: string
  issuer: string
  subject: string
}

/** A grant as it is read, with what names its user. */
export type OwnedRow = GrantRow & {
  ownerAppId: string | null
  ownerIssuer: string | null
  ownerSubject: string | null
}

/** To be selected with rows of users. */
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

/** The owner that was selected with a grant; `null` for the app itself, and for a user who is not known. */
export function ownerOf({
  ownerAppId: appId,
  ownerIssuer: issuer,
  ownerSubject: subject,
}: Pick<OwnedRow, 'ownerAppId' | 'ownerIssuer' | 'ownerSubject'>): GrantOwner | null {
  return appId === null || issuer === null || subject === null ? null : { appId, issuer, subject }
}
