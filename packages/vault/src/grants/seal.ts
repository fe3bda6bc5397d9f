import { createBounded } from '../bounded.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { GrantRow } from '../storage/schema/grants.ts'
import { type GrantOwner, type OwnedRow, ownerOf } from './owner.ts'
import type { StoredGrant } from './grant.ts'
import { fromRow, toRow } from './row.ts'

/** Vouches for the rows of grants: whoever can write the database but has no master key changes none unseen. */
export interface GrantSeals {
  /** The grant of a row, and whether the row is as the vault wrote it. */
  read(row: OwnedRow): Promise<StoredGrant>
  /** The seal of a grant as it is to be written. */
  sealOf(grant: StoredGrant): string
}

/** All that is sealed. What is missing: the time of the last use, which many uses write at once. */
const SEALED = [
  'id',
  'appId',
  'userId',
  'provider',
  'clientId',
  'accountId',
  'accountIdentifier',
  'accountDisplayName',
  'accountEmail',
  'scopes',
  'status',
  'endedBy',
  'isDefault',
  'accessToken',
  'refreshToken',
  'accessExpiresAt',
  'refreshAt',
  'tokenVersion',
  'createdAt',
  'updatedAt',
  'expiresAt',
  'ttlSeconds',
  'revokedAt',
  'policies',
  'authorizedAt',
  'fields',
] as const satisfies (keyof GrantRow)[]

function contentOf(row: GrantRow, owner: GrantOwner | null): string {
  return JSON.stringify([
    'grant',
    owner && [owner.appId, owner.issuer, owner.subject],
    ...SEALED.map((column) => row[column]),
  ])
}

/** Altered rows that are reported once; later ones anew. */
const MOST_REPORTED = 1000

/** @param onAltered hears once of each row that is not as the vault wrote it. */
export function createGrantSeals(keyring: Keyring, onAltered: (row: GrantRow) => void): GrantSeals {
  const reported = createBounded<true>({ entries: MOST_REPORTED })
  return {
    sealOf: (grant) => keyring.sign(grant.appId, contentOf(toRow(grant), grant.owner)),
    async read(row) {
      const isSealed =
        row.seal !== null && (await keyring.verify(row.appId, contentOf(row, ownerOf(row)), row.seal))
      const grant = fromRow(row, isSealed)
      if (!grant.intact) {
        const which = JSON.stringify([row.id, row.tokenVersion, row.seal])
        if (!reported.get(which)) onAltered(row)
        reported.set(which, true)
      }
      return grant
    },
  }
}
