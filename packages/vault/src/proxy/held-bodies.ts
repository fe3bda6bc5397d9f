import { ProblemError } from '../problem.ts'

/** Whose body it is: bodies of one app share, and so do those of one user within it. */
export interface Holder {
  app: string
  /** Empty for grants of the app itself. */
  user: string
}

/** Bounds what all long bodies take that are held at once, so that rules can look into them. */
export interface HeldBodies {
  /** Begins one body. Release it when its use has ended. */
  begin(holder: Holder): HeldBody
}

export interface HeldBody {
  /**
   * Counts bytes before they are kept. One user may hold half of all. Where there is no room, a body that is still
   * arriving gives way: of another app that holds more, or of a user of the same app who holds more. Throws
   * `unavailable` when none does, or when this one has given way itself.
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
  const users = new Map<string, number>()
  let taken = 0

  function ofApp({ app }: Holder): number {
    return apps.get(app) ?? 0
  }
  function ofUser(holder: Holder): number {
    return users.get(keyOf(holder)) ?? 0
  }
  function count(entry: Entry, bytes: number): void {
    taken += bytes
    entry.bytes += bytes
    add(apps, entry.app, bytes)
    add(users, keyOf(entry), bytes)
    if (entry.bytes > 0) held.add(entry)
    else held.delete(entry)
  }
  /** The arriving body whose holder holds the most, and more than this one would with these bytes. */
  function heaviest(entry: Entry, bytes: number): Entry | null {
    const own = { app: ofApp(entry) + bytes, user: ofUser(entry) + bytes }
    let found: { entry: Entry; app: number; user: number } | null = null
    for (const other of held) {
      if (other === entry || !other.isArriving) continue
      const sums = { app: ofApp(other), user: ofUser(other) }
      const holdsMore = other.app === entry.app ? sums.user > own.user : sums.app > own.app
      if (!holdsMore) continue
      const isHeavier =
        found === null || sums.app > found.app || (sums.app === found.app && sums.user > found.user)
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
          if (state !== 'held' || ofUser(entry) + bytes > most / 2) throw full()
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

function keyOf({ app, user }: Holder): string {
  return JSON.stringify([app, user])
}

/** Adds to a sum. One of nothing is not kept. */
function add(sums: Map<string, number>, key: string, bytes: number): void {
  const sum = (sums.get(key) ?? 0) + bytes
  if (sum > 0) sums.set(key, sum)
  else sums.delete(key)
}

function full(): ProblemError {
  return new ProblemError(
    'unavailable',
    'The vault already holds as many long bodies as it can: try again.',
    { retry_after: 1 },
  )
}
