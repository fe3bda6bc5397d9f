import type { Keyring } from '../crypto/keyring.ts'
import { type GrantOwner, type OwnedRow, ownerOf } from '../grants/owner.ts'
import type { SessionRow } from '../storage/schema/sessions.ts'
import type { Session } from './session.ts'

/** A session with its user's identity at the time it was read. */
export interface OwnedSession {
  session: Session
  owner: GrantOwner | null
}

export type OwnedSessionRow = SessionRow & Pick<OwnedRow, 'ownerAppId' | 'ownerIssuer' | 'ownerSubject'>

const SEALED = [
  'id',
  'appId',
  'userId',
  'userLabel',
  'tokenHash',
  'browserHash',
  'status',
  'delivery',
  'allowedOrigin',
  'returnUrl',
  'shortReturn',
  'providers',
  'requiredScopes',
  'grantId',
  'accountHint',
  'grantTtl',
  'grantPolicies',
  'grants',
  'events',
  'error',
  'errorDescription',
  'attempts',
  'createdAt',
  'expiresAt',
  'endedAt',
  'version',
] as const satisfies (keyof SessionRow)[]

/** More columns that are sealed in a session for an agent. */
const SEALED_OF_AGENT = [
  'agentId',
  'askedBy',
  'agentRules',
  'agentTtl',
  'tightening',
  'metadata',
] as const satisfies (keyof SessionRow)[]

function contentOf(row: SessionRow, owner: GrantOwner | null): string {
  return JSON.stringify([
    'session',
    owner && [owner.appId, owner.issuer, owner.subject],
    ...SEALED.map((column) => row[column]),
    // Sessions from before this column keep the seal that they have.
    ...(row.locale === null ? [] : [row.locale]),
    ...(SEALED_OF_AGENT.every((column) => row[column] === null)
      ? []
      : [SEALED_OF_AGENT.map((column) => row[column])]),
  ])
}

/** The sealed row of a session. */
export function sealSession(
  keyring: Keyring,
  session: Session,
  owner: GrantOwner | null,
): SessionRow & { seal: string } {
  const row = toRow(session)
  return { ...row, seal: keyring.sign(row.appId, contentOf(row, owner)) }
}

/** The session of a row; `null` when the vault did not write the row as it is. */
export async function readSession(
  keyring: Keyring,
  { ownerAppId, ownerIssuer, ownerSubject, ...row }: OwnedSessionRow,
): Promise<OwnedSession | null> {
  const owner = ownerOf({ ownerAppId, ownerIssuer, ownerSubject })
  const isSealed = row.seal !== null && (await keyring.verify(row.appId, contentOf(row, owner), row.seal))
  return isSealed ? { session: fromRow(row), owner } : null
}

function fromRow({ seal: _seal, ...row }: SessionRow): Session {
  return {
    ...row,
    shortReturn: row.shortReturn === 1,
    providers: JSON.parse(row.providers),
    requiredScopes: JSON.parse(row.requiredScopes),
    grantPolicies: row.grantPolicies === null ? null : JSON.parse(row.grantPolicies),
    agentRules: row.agentRules === null ? null : JSON.parse(row.agentRules),
    tightening: row.tightening === null ? null : JSON.parse(row.tightening),
    metadata: row.metadata === null ? null : JSON.parse(row.metadata),
    grants: JSON.parse(row.grants),
    events: JSON.parse(row.events),
  }
}

function toRow(session: Session): SessionRow {
  return {
    ...session,
    shortReturn: session.shortReturn ? 1 : 0,
    providers: JSON.stringify(session.providers),
    requiredScopes: JSON.stringify(session.requiredScopes),
    grantPolicies: session.grantPolicies && JSON.stringify(session.grantPolicies),
    agentRules: session.agentRules && JSON.stringify(session.agentRules),
    tightening: session.tightening && JSON.stringify(session.tightening),
    metadata: session.metadata && JSON.stringify(session.metadata),
    grants: JSON.stringify(session.grants),
    events: JSON.stringify(session.events),
    seal: null,
  }
}
