import { equalDigests, sha256 } from '../crypto/hash.ts'
import { ProblemError } from '../problem.ts'
import type { BrowserCookie } from './browser.ts'
import type { Session } from './session.ts'
import type { SessionStore } from './store.ts'
import { sessionIdOf } from './token.ts'

/** Finds the session of a request and checks who may use it. */
export interface SessionAccess {
  /** The session of a token; throws `invalid_token`. */
  byToken(token: string): Promise<Session>
  /**
   * The session of a request by the Connect page: by Bearer token, or by session id from the browser that it is bound
   * to.
   */
  byPage(request: Request, sessionId: string | undefined): Promise<Session>
  /** Whether a request comes from the browser that started the session. */
  isBrowser(session: Session, request: Request): boolean
  /** Throws `session_in_use` for a request from another browser. */
  assertBrowser(session: Session, request: Request): void
}

export function createSessionAccess(
  sessions: SessionStore,
  cookie: BrowserCookie,
  publicUrl: string,
): SessionAccess {
  const { origin } = new URL(publicUrl)

  async function byToken(token: string): Promise<Session> {
    const id = sessionIdOf(token.trim())
    const session = id === null ? null : await sessions.find(id)
    if (session && equalDigests(session.tokenHash, sha256(token.trim()))) return session
    throw new ProblemError('invalid_token', 'No session has this token: start again from the app.')
  }

  function isBrowser(session: Session, request: Request): boolean {
    const hash = cookie.hashOf(session, request)
    return session.browserHash !== null && hash !== null && equalDigests(session.browserHash, hash)
  }

  function assertBrowser(session: Session, request: Request): void {
    if (isBrowser(session, request)) return
    throw new ProblemError(
      'session_in_use',
      'This session belongs to another browser: start again from the app.',
    )
  }

  return {
    byToken,
    isBrowser,
    assertBrowser,
    async byPage(request, sessionId) {
      const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
      if (bearer !== undefined) return byToken(bearer)
      // A cookie alone does not tell which page sent it.
      const from = request.headers.get('origin')
      if (from !== null && from !== origin)
        throw new ProblemError('origin_not_allowed', `${from} may not call this: only the Connect page may.`)
      const session = sessionId === undefined ? null : await sessions.find(sessionId)
      if (!session)
        throw new ProblemError(
          'invalid_token',
          'Send the session token, or the id of a session of this browser.',
        )
      assertBrowser(session, request)
      return session
    },
  }
}
