import { ConnectError } from '../errors.ts'

/** The file that loads later. */
export type WithSession = typeof import('./with-session.ts')

/** All that a flow loads later. */
export const LATER = {
  /** All of a flow that has its session. It loads in the click, while the session is minted. */
  withSession: (): Promise<WithSession> =>
    load()
      // A file can be out of reach for a moment, so it is tried twice.
      .catch(load)
      .catch((cause: unknown) => {
        throw unloadable(cause)
      }),
}

const load: () => Promise<WithSession> = () => import('./with-session.ts')

export function unloadable(cause?: unknown): ConnectError {
  return new ConnectError('session_failed', 'A file of the widget did not load: reload the page', {
    cause,
  })
}
