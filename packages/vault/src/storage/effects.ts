import { AsyncLocalStorage } from 'node:async_hooks'

/** What one request has done so far that a second try of it would find done. */
export interface Effects {
  /** Whether something that it wrote is in the database. */
  committed: boolean
  /** Whether it used up what works only once, such as an authorization code. */
  spent: boolean
}

const requests = new AsyncLocalStorage<Effects>()

/**
 * Runs one request and notes its effects. Within one, it keeps apart what a second try may well do again, such as to
 * count the try.
 */
export function withEffects<Result>(run: () => Result): Result {
  return requests.run({ committed: false, spent: false }, run)
}

/** The effects of the present request. */
export function effectsSoFar(): Readonly<Effects> {
  const effects = requests.getStore()
  if (!effects) throw new Error('effects are noted within a request only')
  return effects
}

/** Notes that the present request uses up what works only once. */
export function noteSpent(): void {
  const effects = requests.getStore()
  if (effects) effects.spent = true
}

/**
 * Watches the statements of one connection, and notes for the present request when something that it wrote is
 * committed. Call the result after each statement.
 */
export function watchCommits(): (statement: string, changed: boolean) => void {
  let isOpen = false
  let isPending = false
  return (statement, changed) => {
    if (/^(begin|start transaction|rollback)/.test(statement)) {
      isOpen = !statement.startsWith('rollback')
      isPending = false
    } else if (statement === 'commit') isOpen = false
    else isPending ||= changed
    if (isOpen || !isPending) return
    isPending = false
    const effects = requests.getStore()
    if (effects) effects.committed = true
  }
}
