import type { Connection } from '@alter/protocol'

/** Fields of a message of the page, not yet checked. */
export interface Fields {
  type?: unknown
  session?: unknown
  event?: unknown
  provider?: unknown
  grants?: unknown
  /** In an answer of the vault. */
  status?: unknown
  error?: unknown
  error_description?: unknown
}

/** Something that happened in the flow. */
export interface Step {
  event: string
  provider?: string | undefined
}

export function isStep(fields: Fields): fields is Step {
  return isText(fields.event)
}

export function isConnections(grants: unknown): grants is Connection[] {
  return (
    Array.isArray(grants) &&
    grants[0] &&
    grants.every((grant) => isText(grant?.grant_id) && isText(grant.account_identifier))
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !!value
}
