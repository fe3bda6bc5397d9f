import {
  allowsAccount,
  details,
  disconnect,
  disconnecting,
  disconnectQuestion,
  ends,
  keep,
  lastUse,
  seeThere,
  since,
} from '../languages/en/common.ts'

/** What the menu of an account says, and what it opens. */
export interface MenuTexts {
  makeDefault: string
  details: string
  disconnect: string
  /** Takes an account that has ended from the list. */
  remove: string
  disconnectQuestion: string
  disconnectEffect: string
  keep: string
  /** While it can be undone. */
  disconnecting: string
  undo: string
  /** While the backend is asked. */
  ending: string
  /** Heading of what the account allows. */
  permissions: string
  noPermissions: string
  /** Heading of what the app wants besides. */
  permissionsMissing: string
  since: string
  lastUse: string
  /** When the connection ends by itself. */
  ends: string
  defaultMeaning: string
  /** The link to where the user sees at the provider what apps may do. */
  manageThere: string
  close: string
}

export const MENU_TEXTS: MenuTexts = {
  makeDefault: 'Make default',
  details,
  disconnect,
  remove: 'Remove',
  disconnectQuestion,
  disconnectEffect: 'This app can no longer use the account until you connect it again.',
  keep,
  disconnecting: '{account} is about to be disconnected.',
  undo: 'Undo',
  ending: disconnecting,
  permissions: 'This app can',
  noPermissions: allowsAccount,
  permissionsMissing: 'This app still needs',
  since,
  lastUse,
  ends,
  defaultMeaning: 'The default is the account that this app uses when you have not chosen another one.',
  manageThere: seeThere,
  close: 'Close',
}
