import type { StateId } from '@alter/demo/gallery-states'

/** States in which most can go wrong. They are shown in every language, and in forced colours. */
export const KEY_STATES: readonly StateId[] = [
  'accounts-several',
  'accounts-missing-scopes',
  'accounts-confirm',
  'accounts-menu',
  'accounts-details',
  'accounts-many',
  'accounts-agents',
  'accounts-error',
  'dialog-pick',
  'dialog-connecting',
  'element-accounts-several',
  'element-accounts-menu',
  'element-accounts-agents',
]

const POINTED: readonly StateId[] = [
  'button-idle',
  'button-error',
  'button-known-several',
  'accounts-menu',
  'accounts-missing-scopes',
  'accounts-confirm',
  'accounts-agents',
  'accounts-not-found',
  'accounts-sign-in',
  'picker-open',
  'dialog-connect',
  'element-button-idle',
  'element-accounts-menu',
  'element-accounts-confirm',
  'element-accounts-not-found',
]

/** With one of each kind of control: their pictures show hover, press and focus too. */
export const POINTED_STATES: ReadonlySet<string> = new Set(POINTED)
