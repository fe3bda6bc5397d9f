import type { GrantEvent } from '@alter/protocol'
import { isoTime } from '../grants/grant.ts'
import type { NoteGrantEvent } from '../grants/grant-event.ts'
import type { Post } from './post.ts'

export function createOutbox(post: Post): NoteGrantEvent {
  return (transaction, type, grant, { words = null, providerRevocation, expiresAt, delegation } = {}) =>
    post(transaction, grant, ({ userId, timestamp }): GrantEvent => ({
      type,
      timestamp,
      data: {
        grant_id: grant.id,
        user_id: userId,
        provider: grant.provider,
        account_identifier: grant.accountIdentifier,
        scopes: grant.scopes,
        status: grant.status,
        ...(words !== null && { ended_reason: words }),
        ...(providerRevocation && { provider_revocation: providerRevocation }),
        ...(expiresAt !== undefined && { expires_at: isoTime(expiresAt) }),
        ...(delegation && { delegation: { delegation_id: delegation.id, agent_id: delegation.agentId } }),
      },
    }))
}
