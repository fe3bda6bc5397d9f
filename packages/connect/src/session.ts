import { ConnectError } from './errors.ts'
import type { Platform } from './platform.ts'

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
 */
export function parseSession(minted: unknown, baseURL: string | undefined): FlowSession {
  const { session_token = minted, connect_url }: { session_token?: unknown; connect_url?: unknown } =
    Object(minted)
  const token = String(session_token)
  const id = /^alter_cs_([\da-f]{32})_./.exec(token)?.[1]
  if (!id) throw new ConnectError('invalid_options', 'not a session token')
  return { id, token, ...(typeof connect_url === 'string' ? parsePage(connect_url) : vaultPage(baseURL)) }
}

/**
 * The Connect page of the vault at `baseURL`.
 * @throws {ConnectError} `invalid_options`, `invalid_oauth_url`
 */
export function vaultPage(baseURL: string | undefined): Pick<FlowSession, 'page' | 'origin'> {
  if (!baseURL) throw new ConnectError('invalid_options', 'baseURL is missing')
  return parsePage(`${baseURL.replace(/\/+$/, '')}/sdk/oauth/connect`)
}

function parsePage(url: string): Pick<FlowSession, 'page' | 'origin'> {
  const page = url.replace(/#.*/, '')
  // Anything else, such as `javascript:`, could run as the app.
  if (/^https?:\/\/[^/]/.test(page)) {
    try {
      return { page, origin: new URL(page).origin }
    } catch {
      // Told below.
    }
  }
  throw new ConnectError('invalid_oauth_url')
}

/** Calls the vault with the token as `text/plain`: a simple request, without a preflight. */
export function callSession(
  platform: Platform,
  { page, token }: FlowSession,
  path: string,
  init: RequestInit,
): Promise<Response> {
  return platform.fetch(`${page}/session/${path}`, { method: 'POST', body: token, ...init })
}
