/** What has been opened of an account's actions. */
export type AccountPhase = 'closed' | 'menu' | 'details' | 'asking' | 'undoable' | 'ending'
