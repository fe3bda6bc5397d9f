import { ConnectError } from './errors.ts'

/** What minting answered, or its bare token. */
export type Session = string | { session_token: string; connect_url?: string }

/** A session as the flow uses it. */
export interface FlowSession {
  /** The public part of the token. */
  id: string
  /** Secret until used. */
  token: string
  /** Address of the Connect page, without a fragment; the session's calls are below it. */
  page: string
  /** The only origin whose messages count. */
  origin: string
}

/**
 * Reads what minting answered. The page is at its `connect_url`, else below `baseURL`; there is no default, for a
 * token never goes to a service that nobody named.
 * @throws {ConnectError} `invalid_options`, `invalid_oauth_url`
 * @throws {TypeError} where the address has another fault
 */
export function parseSession(minted: unknown, baseURL: string | undefined): FlowSession {
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
