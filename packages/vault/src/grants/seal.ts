import { createBounded } from '../bounded.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { GrantRow } from '../storage/schema/grants.ts'
import { type GrantOwner, type OwnedRow, ownerOf } from './owner.ts'
import type { StoredGrant } from './grant.ts'
import { fromRow, toRow } from './row.ts'

/** Seals the rows of grants, so that nobody without the master key can change one unnoticed. */
export interface GrantSeals {
  /** The grant of a row, marked intact if the seal matches. */
  read(row: OwnedRow): Promise<StoredGrant>
  /** The seal for a grant that is about to be written. */
  sealOf(grant: StoredGrant): string
}

/** The sealed columns. `last_used_at` is left out, because many uses write it at once. */
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

/** Altered rows that are remembered as reported. Rows beyond that may be reported again. */
const MOST_REPORTED = 1000

/** @param onAltered is called once for each row that the vault did not write */
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
