import { createBounded } from '../bounded.ts'
import { equalDigests } from '../crypto/hash.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { DelegationRow } from '../storage/schema/delegations.ts'
import { storedRules } from '../stored-rules.ts'
import type { StoredDelegation } from './delegation.ts'
import { type GrantOwner, type OwnedRow, ownerOf } from './owner.ts'

/** A row of a delegation with its owner's identity. */
export type OwnedDelegationRow = DelegationRow & Pick<OwnedRow, 'ownerAppId' | 'ownerIssuer' | 'ownerSubject'>

/** Seals the rows of delegations. Without the master key nobody can widen a delegation or move it to another grant. */
export interface DelegationSeals {
  /** `null` for a row that the vault did not write, or whose user has changed. */
  read(row: OwnedDelegationRow): StoredDelegation | null
  /** The sealed row of a delegation. */
  seal(delegation: StoredDelegation, owner: GrantOwner): DelegationRow
}

/** The sealed columns. `last_used_at` is left out, because many uses write it at once. */
const SEALED = [
  'id',
  'appId',
  'agentId',
  'grantId',
  'userId',
  'provider',
  'rules',
  'createdAt',
  'expiresAt',
  'endedAt',
] as const satisfies (keyof DelegationRow)[]

/** Altered rows that are remembered as reported. Rows beyond that may be reported again. */
const MOST_REPORTED = 1000

/** @param onAltered is called once for each row that the vault did not write */
export function createDelegationSeals(
  keyring: Pick<Keyring, 'stamp'>,
  onAltered: (row: DelegationRow) => void,
): DelegationSeals {
  const reported = createBounded<true>({ entries: MOST_REPORTED })

  function stampOf(row: Omit<DelegationRow, 'seal'>, owner: GrantOwner): string | null {
    const { appId, issuer, subject } = owner
    return keyring.stamp(
      row.appId,
      JSON.stringify(['delegation', [appId, issuer, subject], ...SEALED.map((column) => row[column])]),
    )
  }
  function isSealed(row: OwnedDelegationRow): boolean {
    const owner = ownerOf(row)
    const stamp = owner && stampOf(row, owner)
    return stamp !== null && equalDigests(row.seal, stamp)
  }

  return {
    seal({ rules, ...columns }, owner) {
      const row = { ...columns, rules: JSON.stringify(rules) }
      const seal = stampOf(row, owner)
      if (seal === null) throw new Error(`there is no app ${row.appId}`)
      return { ...row, seal }
    },
    read(row) {
      if (!isSealed(row)) {
        const which = JSON.stringify([row.id, row.seal])
        if (!reported.get(which)) onAltered(row)
        reported.set(which, true)
        return null
      }
      const { ownerAppId: _app, ownerIssuer: _issuer, ownerSubject: _subject, seal: _seal, ...columns } = row
      return { ...columns, rules: storedRules(row.rules) }
    },
  }
}
