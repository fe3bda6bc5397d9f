import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AskedBy } from '../audit-event.ts'
import { revokeGrant, type RevokeParts } from './revoke.ts'

/** Revokes every grant of a user, in the vault and at the providers. Resolves with the number that were live. */
export async function revokeGrantsOf(
  parts: RevokeParts,
  app: string,
  user: string,
  by: AskedBy,
): Promise<number> {
  const grants = await parts.store.ofUser(app, user)
  for (const grant of grants) {
    await revokeGrant(parts, grant, by)
    // An embedded database answers synchronously. This pause gives other requests a turn.
    await nextTurn()
  }
  return grants.filter(({ status }) => status === 'active').length
}
