import { policyRule } from '@alter/protocol/schema'
import { z } from 'zod'
import { createBounded } from '../bounded.ts'
import { equalDigests } from '../crypto/hash.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { DelegationRow } from '../storage/schema/delegations.ts'
import type { StoredDelegation } from './delegation.ts'
import { type GrantOwner, type OwnedRow, ownerOf } from './owner.ts'

/** A delegation as it is read, with what names its user. */
export type OwnedDelegationRow = DelegationRow & Pick<OwnedRow, 'ownerAppId' | 'ownerIssuer' | 'ownerSubject'>

/** Seals the rows of delegations. Whoever writes the database without the master key can neither widen nor move one. */
export interface DelegationSeals {
  /** `null` for a row that is not as the vault wrote it, or whose user is not who it was. */
  read(row: OwnedDelegationRow): StoredDelegation | null
  /** The row of a delegation as it is to be written. */
  seal(delegation: StoredDelegation, owner: GrantOwner): DelegationRow
}

/** All that is sealed. What is missing: the time of the last use, which many uses write at once. */
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

const delegationRules = z.array(policyRule)

/** Altered rows that are reported once; later ones anew. */
const MOST_REPORTED = 1000

/** @param onAltered hears once of each row that is not as the vault wrote it. */
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
      const rules = isSealed(row) ? rulesOf(row) : null
      if (rules === null) {
        const which = JSON.stringify([row.id, row.seal])
        if (!reported.get(which)) onAltered(row)
        reported.set(which, true)
        return null
      }
      const { ownerAppId: _app, ownerIssuer: _issuer, ownerSubject: _subject, seal: _seal, ...columns } = row
      return { ...columns, rules }
    },
  }
}

function rulesOf({ rules }: DelegationRow): StoredDelegation['rules'] | null {
  try {
    return delegationRules.parse(JSON.parse(rules))
  } catch {
    return null
  }
}
