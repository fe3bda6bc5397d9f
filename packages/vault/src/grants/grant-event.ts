import type { GrantEventType, ProviderRevocation } from '@alter/protocol'
import type { Kysely } from 'kysely'
import type { Tables } from '../storage/schema.ts'
import type { StoredDelegation } from './delegation.ts'
import type { StoredGrant } from './grant.ts'

/** Queues an event about a grant for the app's webhook, in the transaction of the change itself. */
export type NoteGrantEvent = (
  transaction: Kysely<Tables>,
  type: GrantEventType,
  grant: StoredGrant,
  ending?: {
    /** The reason in the provider's words. */
    words?: string | null
    providerRevocation?: ProviderRevocation
    /** When the grant will end. Milliseconds since the epoch. */
    expiresAt?: number
    /** The delegation that began or ended. */
    delegation?: Pick<StoredDelegation, 'id' | 'agentId'>
  },
) => Promise<void>
