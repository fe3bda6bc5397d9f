import type { GrantRow } from '../storage/schema.ts'
import type { StoredGrant } from './grant.ts'

export const fromRow = (row: GrantRow): StoredGrant => ({
  ...row,
  scopes: JSON.parse(row.scopes),
  fields: JSON.parse(row.fields),
})

export const toRow = (grant: StoredGrant): GrantRow => ({
  ...grant,
  scopes: JSON.stringify(grant.scopes),
  fields: JSON.stringify(grant.fields),
})
