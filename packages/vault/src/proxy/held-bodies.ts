import { ProblemError } from '../problem.ts'

/** Bounds what all long bodies take that are held at once, so that rules can look into them. */
export interface HeldBodies {
  /** Begins one body. Release it when its use has ended. */
  begin(): HeldBody
}

export interface HeldBody {
  /** Counts bytes before they are kept. Throws `unavailable` when all bodies together are too long. */
  grow(bytes: number): void
  release(): void
}

/** The most that they take together. Bytes. */
const MOST_HELD = 67_108_864

/** @param most bytes */
export function createHeldBodies(most: number = MOST_HELD): HeldBodies {
  let held = 0
  return {
    begin() {
      let own = 0
      let isReleased = false
      return {
        grow(bytes) {
          if (isReleased || held + bytes > most) {
            throw new ProblemError(
              'unavailable',
              'The vault already holds as many long bodies as it can: try again.',
              { retry_after: 1 },
            )
          }
          held += bytes
          own += bytes
        },
        release() {
          isReleased = true
          held -= own
          own = 0
        },
      }
    },
  }
}
