import type * as ConnectionCareModule from '../connection-care.ts'

export type ConnectionCare = typeof ConnectionCareModule

/** What keeps a list of accounts up to date, and changes it. */
export function loadConnectionCare(): Promise<ConnectionCare> {
  return import('../connection-care.ts')
}
