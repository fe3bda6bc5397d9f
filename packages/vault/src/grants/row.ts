import { z } from 'zod'
import type { GrantRow } from '../storage/schema/grants.ts'
import type { StoredGrant } from './grant.ts'
import { type OwnedRow, ownerOf } from './owner.ts'

const scopes = z.array(z.string())
const fields = z.record(z.string(), z.string())

/**
 * The grant of a row.
 * @param isSealed whether the seal matches; a row whose JSON cannot be read is not intact either
 */
export function fromRow(
  { ownerAppId, ownerIssuer, ownerSubject, ...row }: OwnedRow,
  isSealed: boolean,
): StoredGrant {
  const readScopes = readJson(scopes, row.scopes)
  const readFields = readJson(fields, row.fields)
  return {
    ...row,
    scopes: readScopes ?? [],
    fields: readFields ?? {},
    owner: ownerOf({ ownerAppId, ownerIssuer, ownerSubject }),
    intact: isSealed && readScopes !== null && readFields !== null,
  }
}

function readJson<Value>(schema: z.ZodType<Value>, text: string): Value | null {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

export function toRow(grant: StoredGrant): GrantRow {
  const { owner: _owner, intact: _intact, scopes: list, fields: values, ...columns } = grant
  return { ...columns, scopes: JSON.stringify(list), fields: JSON.stringify(values) }
}

/** The columns that a change writes. */
export function toColumns(changes: Partial<StoredGrant>): Partial<GrantRow> {
  const { owner: _owner, intact: _intact, scopes: list, fields: values, ...columns } = changes
  return {
    ...columns,
    ...(list && { scopes: JSON.stringify(list) }),
    ...(values && { fields: JSON.stringify(values) }),
  }
}
