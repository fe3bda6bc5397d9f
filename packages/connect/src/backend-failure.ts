import { codeWithoutAnswer } from './unanswered.ts'

/** Why a call to the app's own backend failed. */
export interface BackendFailure extends Error {
  /**
   * The code of the problem document. Without one: what the status says, else `invalid_response`. Without an answer:
   * `network_error` or `offline`.
   */
  code: string
  /** HTTP status; absent without an answer. */
  status?: number | undefined
  /** What the backend said; absent where it sent no problem document. */
  problem?: Record<string, unknown> | undefined
}

/** A call, and what came of it. */
export interface FailedCall {
  url: string
  init: RequestInit
  response: Response | undefined
  /** The parsed JSON of the answer. */
  body: unknown
  cause: unknown
}

/** What a status means to the user where something before `alterRoutes` answered: a guard of the app, or a proxy. */
const CODES: Partial<Record<number, string>> = { 401: 'user_token_required', 429: 'rate_limited' }

/** Longest part of a foreign answer that is repeated. */
const LONGEST = 200

/** Reads a failure once, for all who show it: the backend's own words, or what a developer should look at. */
export function describeFailure({ url, init, response, body, cause }: FailedCall): BackendFailure {
  const call = `${init.method ?? 'GET'} ${url.replace(/[?#].*/, '')}`
  const problem: { code?: unknown; detail?: unknown } = Object(body)
  if (!response) {
    const code = codeWithoutAnswer()
    const message =
      code === 'offline' ? `${call} got no answer: this device is offline.` : unanswered(call, url)
    return failure(message, { code, cause })
  }
  const { status } = response
  if (!response.ok && typeof problem.code === 'string' && typeof problem.detail === 'string') {
    return failure(problem.detail, { code: problem.code, status, problem: { ...problem }, cause: body })
  }
  const kind = kindOf(response, body)
  const words = wordsOf(body)
  const said = words === undefined ? '' : ` (${words})`
  const from = response.redirected
    ? `was redirected to ${response.url.replace(/[?#].*/, '')}, which answered`
    : 'answered'
  return failure(`${call} ${from} ${status} with ${kind}${said}: ${adviceFor(response)}`, {
    code: CODES[status] ?? 'invalid_response',
    status,
    cause: cause ?? body,
  })
}

function failure(
  message: string,
  { cause, ...facts }: Omit<BackendFailure, 'name' | 'message'>,
): BackendFailure {
  return Object.assign(new Error(message, { cause }), facts)
}

/** A browser does not tell a page why it withheld an answer (CORS), or did not make a call. */
function unanswered(call: string, url: string): string {
  const page = globalThis.location?.href
  if (page === undefined || !URL.canParse(url, page)) return `${call} got no answer: is the backend running?`
  const { origin, protocol } = new URL(url, page)
  if (origin === new URL(page).origin) {
    return `${call} got no answer: is the backend running? A redirect to another origin, such as to a sign-in, looks the same.`
  }
  if (protocol === 'http:' && page.startsWith('https:')) {
    return `${call} got no answer: a page on https may not call http.`
  }
  const here = new URL(page).origin
  return `${call} got no answer: is it running, may ${here} call it (alterRoutes with cors: true, and ${here} among its origins), and does connect-src of this page's policy name ${origin}?`
}

function kindOf(response: Response, body: unknown): string {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (body !== undefined) return 'JSON'
  if (!type) return 'an empty body'
  if (type === 'text/html') return 'HTML'
  return type.includes('json') ? 'JSON that cannot be read' : type
}

/** What the JSON of another kind of backend says. */
function wordsOf(body: unknown): string | undefined {
  const { detail, message, error } = Object(body)
  return [detail, message, error].find((text) => typeof text === 'string' && text !== '')?.slice(0, LONGEST)
}

function adviceFor({ ok, redirected, status, headers }: Response): string {
  if (redirected) return 'does the route need a sign-in that this call does not send?'
  if (ok)
    return 'another route answers instead: is alterRoutes mounted there, before routes that match every path?'
  if (status === 404) return 'is alterRoutes mounted there?'
  if (status === 405) return 'is alterRoutes mounted there, for every method?'
  if (status === 401 || status === 403) return 'does something before alterRoutes refuse the call?'
  if (status === 429) {
    const after = Number(headers.get('retry-after'))
    return `something before alterRoutes limits the calls${after > 0 ? `: try again in ${after} seconds` : ''}.`
  }
  if (status === 408 || status === 425) return 'try again.'
  if (status === 502 || status === 503 || status === 504) return 'is the backend behind the proxy running?'
  if (status >= 500) return 'the log of the backend says why.'
  return 'is alterRoutes mounted there?'
}
