import type { GrantEventType, ProviderRevocation } from '@alter/protocol'
import type { Kysely } from 'kysely'
import type { Tables } from '../storage/schema.ts'
import type { StoredDelegation } from './delegation.ts'
import type { StoredGrant } from './grant.ts'

/** Notes what happened to a grant for the app's webhook, in the transaction in which it happens. */
export type NoteGrantEvent = (
  transaction: Kysely<Tables>,
  type: GrantEventType,
  grant: StoredGrant,
  ending?: {
    /** Why, in the provider's words. */
    words?: string | null
    providerRevocation?: ProviderRevocation
    /** When it will end. Milliseconds since the epoch. */
    expiresAt?: number
    /** Which one began or ended. */
    delegation?: Pick<StoredDelegation, 'id' | 'agentId'>
  },
) => Promise<void>
