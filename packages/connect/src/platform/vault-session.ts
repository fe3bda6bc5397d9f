import type { Connection } from '@alter/protocol'
import { ConnectError, isCode } from '../errors.ts'
import type { Outcome } from '../outcome.ts'
import type { Platform } from './browser.ts'

/** What minting answered, or its bare token. */
export type Session = string | { session_token: string; connect_url?: string }

/** A session as the flow uses it. */
export interface VaultSession {
  /** The public part of the token. */
  id: string
  /** Secret until used. */
  token: string
  /** Address of the Connect page, without a fragment; the session's calls are below it. */
  page: string
  /** The only origin whose messages count. */
  origin: string
}

/** What the vault answers, or the page says, before it is checked. */
export interface Answer {
  status?: unknown
  grants?: unknown
  error?: unknown
  error_description?: unknown
  events?: unknown
}

/**
 * Reads what minting answered. The page is at its `connect_url`, else below `baseURL`. There is no default: a token
 * never goes to a service that nobody named.
 * @throws {ConnectError} `invalid_options`, `invalid_oauth_url`
 * @throws {TypeError} where the address has another fault
 */
export function parseSession(minted: unknown, baseURL: string | undefined): VaultSession {
  const {
    session_token = minted,
    connect_url = baseURL?.replace(/\/*$/, '/sdk/oauth/connect'),
  }: { session_token?: unknown; connect_url?: unknown } = Object(minted)
  const token = String(session_token).trim()
  const id = /^alter_cs_([\da-f]{32})_./.exec(token)?.[1]
  if (!id) throw new ConnectError('invalid_options', 'no session_token')
  if (typeof connect_url !== 'string') throw new ConnectError('invalid_options', 'baseURL is missing')
  const page = connect_url.replace(/#.*/, '')
  // Anything else, such as `javascript:`, could run as the app.
  if (!/^https?:\/\/[^/]/.test(page)) throw new ConnectError('invalid_oauth_url')
  return { id, token, page, origin: new URL(page).origin }
}

/** Calls the vault for a session. */
function call(platform: Platform, session: VaultSession, path: string, init: RequestInit): Promise<Response> {
  return platform.fetch(session.page + '/session/' + path, { method: 'POST', body: session.token, ...init })
}

/** Ends a session, even while the page goes. Without an answer it ends by itself. */
export function cancelSession(platform: Platform, session: VaultSession): Promise<unknown> {
  return call(platform, session, 'cancel', { keepalive: true }).catch(() => {})
}

/**
 * Asks how the session stands; the vault may hold its answer back for so many seconds.
 * @returns nothing where the vault is out of reach, which may pass
 */
export async function askSession(
  platform: Platform,
  session: VaultSession,
  seconds: number,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  try {
    const response = await call(platform, session, 'result?wait=' + seconds, { signal })
    const body = await response.json()
    if (response.ok) return body
    // A problem document: the session is unknown, or over.
    if (response.status === 401) return { status: 'failed', error: body.code, error_description: body.detail }
  } catch {}
  return undefined
}

/** How the flow ended, by what the page says or the vault answers; nothing while it goes on. */
export function outcomeOf({
  status,
  grants,
  error = 'session_expired',
  error_description,
}: Answer): Outcome | undefined {
  if (status === 'cancelled') return { status: 'exit', reason: 'cancelled', certain: true }
  if (status === 'completed' && isConnections(grants)) return { status: 'connected', connections: grants }
  if (status !== 'completed' && status !== 'failed' && status !== 'expired') return undefined
  const code = status === 'completed' ? 'invalid_response' : isCode(error) ? error : 'oauth_error'
  const message = isText(error_description) ? error_description : ''
  return { status: 'error', error: new ConnectError(code, message, { details: { error } }) }
}

/** Whether a success can be read. */
export function isConnections(grants: unknown): grants is Connection[] {
  return (
    Array.isArray(grants) &&
    grants[0] &&
    grants.every((grant) => isText(grant?.grant_id) && isText(grant.account_identifier))
  )
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && !!value
}
