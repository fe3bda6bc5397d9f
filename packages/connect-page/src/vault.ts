import type {
  AuthorizeRequest,
  DelegateRequest,
  Landing,
  PageSession,
  ProblemCode,
  StartRequest,
} from '@alter/protocol'
import { isFields, isPageSession } from './parse.ts'
import type { Platform } from './platform.ts'
import type { TroubleCode } from '@alter/connect/languages/window-texts'
import type { Trouble } from './trouble.ts'

export type Answer<Value> = { status: 'given'; value: Value } | { status: 'refused'; trouble: Trouble }

/** The session's endpoints, which are below the page's own address. */
export interface VaultClient {
  /** Starts with the link's token, and binds the session to this browser. */
  start(token: string, landing?: Landing): Promise<Answer<PageSession>>
  /** The state of a session that is bound to this browser, by its cookie. */
  ask(sessionId: string): Promise<Answer<PageSession>>
  /** The address to which the user goes. It is checked to be `http:` or `https:`. */
  authorize(request: AuthorizeRequest): Promise<Answer<string>>
  /** Gives the session's agent an account that the user already has. */
  delegate(request: DelegateRequest): Promise<Answer<PageSession>>
  complete(sessionId: string): Promise<Answer<PageSession>>
  cancel(sessionId: string): Promise<void>
}

export function vaultClient(platform: Platform): VaultClient {
  function post(
    path: string,
    body: object,
    { credentials, keepalive }: { credentials?: { authorization: string }; keepalive?: true } = {},
  ): Promise<Response> {
    return platform.fetch(`${platform.address}/session/${path}`, {
      method: 'POST',
      cache: 'no-store',
      redirect: 'error',
      keepalive: keepalive ?? false,
      body: JSON.stringify(body),
      headers: { accept: 'application/json', 'content-type': 'application/json', ...credentials },
    })
  }

  async function call<Value>(
    request: () => Promise<Response>,
    read: (body: unknown) => Answer<Value>,
  ): Promise<Answer<Value>> {
    try {
      const response = await request()
      const body: unknown = await response.json()
      return response.ok ? read(body) : refused(problem(body))
    } catch {
      return refused({ code: platform.online() ? 'unreachable' : 'offline' })
    }
  }

  async function startWith(
    token: string,
    body: StartRequest,
    before: Promise<Answer<PageSession>> | undefined,
  ): Promise<Answer<PageSession>> {
    const credentials = { authorization: `Bearer ${token}` }
    const answer = await call(() => post('start', body, { credentials }), readSession)
    const isInUse = answer.status === 'refused' && answer.trouble.code === 'session_in_use'
    if (!isInUse || before === undefined) return answer
    // Most likely the vault heard the earlier call, whose answer brings the cookie.
    const first = await before
    if (first.status === 'given') return first
    // That answer was lost. The link works once, so no browser has this session, and there is none in which the user
    // could go on.
    return isUnanswered(first.trouble) ? refused({ code: 'invalid_token' }) : answer
  }

  let started: Promise<Answer<PageSession>> | undefined

  return {
    start(token, landing) {
      started = startWith(token, landing === undefined ? {} : { landing }, started)
      return started
    },
    ask: (sessionId) => call(() => post('start', { session_id: sessionId }), readSession),
    authorize: (request) => call(() => post('authorize', request), readAuthorizationUrl),
    delegate: (request) => call(() => post('delegate', request), readSession),
    complete: (sessionId) => call(() => post('complete', { session_id: sessionId }), readSession),
    cancel: (sessionId) =>
      // The result does not matter: nothing was connected, and the session expires by itself.
      post('cancel', { session_id: sessionId }, { keepalive: true }).then(
        () => undefined,
        () => undefined,
      ),
  }
}

/** Whether an address may be navigated to. A `javascript:` address would run as this page. */
export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
}

function isUnanswered({ code }: Trouble): boolean {
  return code === 'unreachable' || code === 'offline'
}

function refused(trouble: Trouble): { status: 'refused'; trouble: Trouble } {
  return { status: 'refused', trouble }
}

function readSession(body: unknown): Answer<PageSession> {
  return isPageSession(body) ? { status: 'given', value: body } : refused({ code: 'unreachable' })
}

function readAuthorizationUrl(body: unknown): Answer<string> {
  const url = isFields(body) ? body['authorization_url'] : undefined
  return typeof url === 'string' && isWebAddress(url)
    ? { status: 'given', value: url }
    : refused({ code: 'invalid_oauth_url' })
}

/** Codes that mean the same to a user share one text. */
const TROUBLES: Partial<Record<ProblemCode, TroubleCode>> = {
  invalid_token: 'invalid_token',
  not_found: 'invalid_token',
  session_expired: 'session_expired',
  session_in_use: 'session_in_use',
  session_ended: 'session_ended',
  rate_limited: 'rate_limited',
  unknown_provider: 'no_provider',
  provider_not_configured: 'no_provider',
  invalid_request: 'provider_error',
  provider_misconfigured: 'provider_misconfigured',
  provider_unreachable: 'provider_unreachable',
  provider_timeout: 'provider_unreachable',
  grant_not_found: 'account_gone',
  grant_revoked: 'account_gone',
  grant_expired: 'account_gone',
  credential_revoked: 'account_gone',
}

function problem(body: unknown): Trouble {
  if (!isFields(body)) return { code: 'unreachable' }
  const { code, detail, field } = body
  return {
    code: Object.entries(TROUBLES).find(([name]) => name === code)?.[1] ?? 'unreachable',
    ...(typeof detail === 'string' && { description: detail }),
    ...(typeof field === 'string' && { field }),
  }
}
