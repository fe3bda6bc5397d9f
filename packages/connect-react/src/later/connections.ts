import type * as ConnectionsModule from '../connections.ts'

/** The list of accounts, for a button that shows them. */
export function loadConnections(): Promise<typeof ConnectionsModule> {
  return import('../connections.ts')
}
