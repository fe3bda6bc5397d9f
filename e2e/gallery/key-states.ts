import type { StateId } from '@alter/demo/gallery-states'

/** Those in which the most can go wrong: shown in the dark and on a phone too. */
export const KEY_STATES: readonly StateId[] = [
  'accounts-several',
  'accounts-missing-scopes',
  'accounts-confirm',
  'accounts-error',
  'dialog-pick',
]
