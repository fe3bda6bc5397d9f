import { ACCOUNTS_STATES } from './accounts-states.ts'
import { BUTTON_STATES } from './button-states.ts'
import { ELEMENT_BUTTON_STATES, ELEMENT_LIST_STATES } from './element-states.ts'
import { DIALOG_STATES, HOOK_STATES, PICKER_STATES } from './other-states.ts'
import type { StateText } from './state-text.ts'

export type StateId =
  | keyof typeof BUTTON_STATES
  | keyof typeof ACCOUNTS_STATES
  | keyof typeof PICKER_STATES
  | keyof typeof DIALOG_STATES
  | keyof typeof HOOK_STATES
  | keyof typeof ELEMENT_BUTTON_STATES
  | keyof typeof ELEMENT_LIST_STATES

/** One component, and all that it can look like. */
export interface Chapter {
  id: string
  title: string
  says: string
  states: Partial<Record<StateId, StateText>>
}

export const CHAPTERS: readonly Chapter[] = [
  {
    id: 'button',
    title: 'ConnectButton',
    says: 'Connects an account at a click, and says how that goes.',
    states: BUTTON_STATES,
  },
  {
    id: 'accounts',
    title: 'ConnectedAccounts',
    says: 'The settings page: connect, add another, reconnect, choose the default, disconnect.',
    states: ACCOUNTS_STATES,
  },
  {
    id: 'picker',
    title: 'AccountPicker',
    says: 'Asks which of several accounts to use.',
    states: PICKER_STATES,
  },
  {
    id: 'dialog',
    title: 'useAlterFetch()',
    says: 'Calls your backend; where an account is missing or broken, a dialog asks the user to repair it.',
    states: DIALOG_STATES,
  },
  {
    id: 'hook',
    title: 'Hooks',
    says: 'What the components are made of, for markup of your own.',
    states: HOOK_STATES,
  },
  {
    id: 'element-button',
    title: '<alter-connect-button>',
    says: 'The button without React.',
    states: ELEMENT_BUTTON_STATES,
  },
  {
    id: 'element-accounts',
    title: '<alter-connected-accounts>',
    says: 'The settings page without React, with the same states, words and parts.',
    states: ELEMENT_LIST_STATES,
  },
]

/** Every state, in the order of the gallery. */
export const STATES: ReadonlyMap<string, StateText> = new Map(
  CHAPTERS.flatMap(({ states }) => Object.entries(states)),
)

export function isStateId(id: string): id is StateId {
  return STATES.has(id)
}
