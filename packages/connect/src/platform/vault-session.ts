import { ConnectError } from '../errors.ts'

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

/**
 * An https address, or http on this machine: over http, anybody on the way could read the session's token. Anything
 * else, such as `javascript:`, could run as the app. No public name ends in `localhost`.
 */
const SECURE = /^https:\/\/[^/]|^http:\/\/([\w.-]*localhost|127\.[.\d]+|\[::1])(:\d+)?\//

/**
 * Reads what minting answered. The Connect page is at its `connect_url`, else below `baseUrl`. There is no default, so
 * that a token never goes to a service that nobody named.
 * @throws {ConnectError} `invalid_options`, `invalid_oauth_url`
 * @throws {TypeError} where the address has another fault
 */
export function parseSession(minted: unknown, baseUrl: string | undefined): VaultSession {
  const {
    session_token = minted,
    connect_url = baseUrl?.replace?.(/\/*$/, '/sdk/oauth/connect'),
    detail,
  }: { session_token?: unknown; connect_url?: unknown; detail?: unknown } = Object(minted)
  const token = String(session_token).trim()
  const id = /^alter_cs_([\da-f]{32})_./.exec(token)?.[1]
  // An app may hand on the JSON of a refusal unchecked. What it says is then the message.
  if (!id)
    throw new ConnectError(
      'invalid_options',
      typeof detail === 'string' ? detail : 'session_token is missing: pass what was minted',
    )
  if (typeof connect_url !== 'string') throw new ConnectError('invalid_options')
  const page = connect_url.replace(/#.*/, '')
  if (!SECURE.test(page)) throw new ConnectError('invalid_oauth_url')
  return { id, token, page, origin: new URL(page).origin }
}
