import { AGENT_OPERATIONS } from './agent-operations.ts'
import { APPROVAL_OPERATIONS } from './approval-operations.ts'
import { GRANT_OPERATIONS } from './grant-operations.ts'
import { KEY_OPERATIONS } from './key-operations.ts'
import type { Operations } from './operation.ts'
import { PAGE_OPERATIONS } from './page-operations.ts'
import { SESSION_OPERATIONS } from './session-operations.ts'
import { USER_OPERATIONS } from './user-operations.ts'
import { WALLET_OPERATIONS } from './wallet-operations.ts'

/** Every endpoint of the vault in the order of the reference. A test compares this with the routes. */
export const OPERATIONS: Operations = {
  ...SESSION_OPERATIONS,
  ...GRANT_OPERATIONS,
  ...APPROVAL_OPERATIONS,
  ...USER_OPERATIONS,
  ...KEY_OPERATIONS,
  ...WALLET_OPERATIONS,
  ...AGENT_OPERATIONS,
  ...PAGE_OPERATIONS,
}
