import type { AccountPhase } from '../../accounts/account-list.ts'

/** What each row of a list is at: of an account, by its grant, or of an agent's use of one, by its delegation. */
export interface Phases {
  of: (id: string) => AccountPhase
  set: (id: string, phase: AccountPhase) => void
  /** Whose button gets the focus back, as its row has closed. Told once. */
  takeReturning: () => string | undefined
}

/** @param changed called after each change */
export function createPhases(changed: (id: string, phase: AccountPhase) => void): Phases {
  const phases = new Map<string, AccountPhase>()
  let returning: string | undefined
  return {
    of: (id) => phases.get(id) ?? 'closed',
    set(id, phase) {
      const before = phases.get(id)
      if (phase === 'closed' && before && before !== 'ending') returning = id
      phases.set(id, phase)
      changed(id, phase)
    },
    takeReturning() {
      const id = returning
      returning = undefined
      return id
    },
  }
}
