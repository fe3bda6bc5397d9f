import { disconnected, endThere } from '../languages/en/common.ts'

/** What is said of a change of the list. */
export interface ChangeTexts {
  nowDefault: string
  disconnected: string
  /** Of an account that had ended before, and leaves the list. */
  removed: string
  notRemoved: string
  /** An account that was connected elsewhere. */
  nowConnected: string
  /** After it, where the provider did not end the connection too. */
  stillAllowed: string
  /** The link to where the user ends it there. */
  endThere: string
  /** Before what went wrong. */
  notDisconnected: string
  /** Before the reason why an account could not be made the default; `{account}` is its label. */
  notDefault: string
  /** Of an agent that may use an account no more. */
  agentRemoved: string
  /** Before the reason why an agent could not be removed. */
  agentNotRemoved: string
}

export const CHANGE_TEXTS: ChangeTexts = {
  nowDefault: '{account} is now the default.',
  disconnected,
  removed: 'Removed {account}.',
  notRemoved: '{account} was not removed.',
  nowConnected: '{account} is connected.',
  stillAllowed: '{provider} may still list this app among those with access.',
  endThere,
  notDisconnected: '{account} is still connected.',
  notDefault: '{account} was not made the default.',
  agentRemoved: 'Removed {agent}.',
  agentNotRemoved: '{agent} was not removed.',
}
