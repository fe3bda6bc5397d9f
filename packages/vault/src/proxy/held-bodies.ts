import { ProblemError } from '../problem.ts'

/** Whose body it is: bodies of one app share, and so do those of one user, or of one grant of the app itself, within it. */
export interface Holder {
  app: string
  /** Empty for grants of the app itself. */
  user: string
  grant: string
}

/** Bounds what all long bodies take that are held at once, so that rules can look into them. */
export interface HeldBodies {
  /** Begins one body. Release it when its use has ended. */
  begin(holder: Holder): HeldBody
}

export interface HeldBody {
  /**
   * Counts bytes before they are kept. One user may hold half of all; grants of the app itself have no such limit.
   * Where there is no room, a body that is still arriving gives way: of another app that holds more, or of a user or
   * an app's own grant of the same app that holds more. Throws `unavailable` when none does, or when this one has given
   * way itself.
   */
  grow(bytes: number): void
  /** Called once when this body gives way while it arrives. */
  onGivenWay(callback: () => void): void
  /** Ends its arrival: from now on it gives way to no other. Throws `unavailable` when it has given way already. */
  arrived(): void
  release(): void
}

/** The most that they take together. Bytes. */
const MOST_HELD = 67_108_864

interface Entry extends Holder {
  bytes: number
  isArriving: boolean
  giveWay: () => void
}

/** @param most bytes */
export function createHeldBodies(most: number = MOST_HELD): HeldBodies {
  /** Those with bytes, oldest first. */
  const held = new Set<Entry>()
  const apps = new Map<string, number>()
  /** By user, or by grant of the app itself. */
  const owners = new Map<string, number>()
  let taken = 0

  function ofApp({ app }: Holder): number {
    return apps.get(app) ?? 0
  }
  function ofOwner(holder: Holder): number {
    return owners.get(ownerOf(holder)) ?? 0
  }
  function count(entry: Entry, bytes: number): void {
    taken += bytes
    entry.bytes += bytes
    add(apps, entry.app, bytes)
    add(owners, ownerOf(entry), bytes)
    if (entry.bytes > 0) held.add(entry)
    else held.delete(entry)
  }
  /** The arriving body whose holder holds the most, and more than this one would with these bytes. */
  function heaviest(entry: Entry, bytes: number): Entry | null {
    const own = { app: ofApp(entry) + bytes, owner: ofOwner(entry) + bytes }
    let found: { entry: Entry; app: number; owner: number } | null = null
    for (const other of held) {
      if (other === entry || !other.isArriving) continue
      const sums = { app: ofApp(other), owner: ofOwner(other) }
      const holdsMore = other.app === entry.app ? sums.owner > own.owner : sums.app > own.app
      if (!holdsMore) continue
      const isHeavier =
        found === null || sums.app > found.app || (sums.app === found.app && sums.owner > found.owner)
      if (isHeavier) found = { entry: other, ...sums }
    }
    return found?.entry ?? null
  }

  return {
    begin(holder) {
      let state: 'held' | 'given way' | 'released' = 'held'
      let notify: (() => void) | null = null
      const entry: Entry = {
        ...holder,
        bytes: 0,
        isArriving: true,
        giveWay() {
          state = 'given way'
          count(entry, -entry.bytes)
          notify?.()
        },
      }
      return {
        grow(bytes) {
          if (state !== 'held') throw full()
          if (entry.user !== '' && ofOwner(entry) + bytes > most / 2) throw userHoldsHalf()
          for (;;) {
            if (taken + bytes <= most) break
            const other = heaviest(entry, bytes)
            if (other === null) throw full()
            other.giveWay()
          }
          count(entry, bytes)
        },
        onGivenWay(callback) {
          notify = callback
        },
        arrived() {
          if (state !== 'held') throw full()
          entry.isArriving = false
        },
        release() {
          state = 'released'
          count(entry, -entry.bytes)
        },
      }
    },
  }
}

function ownerOf({ app, user, grant }: Holder): string {
  return JSON.stringify(user === '' ? [app, 'grant', grant] : [app, 'user', user])
}

/** Adds to a sum. One of nothing is not kept. */
function add(sums: Map<string, number>, key: string, bytes: number): void {
  const sum = (sums.get(key) ?? 0) + bytes
  if (sum > 0) sums.set(key, sum)
  else sums.delete(key)
}

function full(): ProblemError {
  return unavailable('The vault already holds as many long bodies as it can: try again.')
}

function userHoldsHalf(): ProblemError {
  return unavailable(
    'The vault already holds as many long bodies of this user as it may: try again when one of the user’s other calls has ended.',
  )
}

function unavailable(message: string): ProblemError {
  return new ProblemError('unavailable', message, { retry_after: 1 })
}
