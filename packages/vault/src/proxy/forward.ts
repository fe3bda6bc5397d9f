import type { OutgoingBody } from '../policies/outgoing-body.ts'
import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { wasUnanswered } from '../outbound/kept-client.ts'
import { ProblemError } from '../problem.ts'
import { discard } from './discard.ts'
import { providerProblem, stalledProblem } from './provider-problem.ts'

/** The request to the provider. It may be sent more than once. */
export interface Outgoing {
  method: string
  url: URL
  headers: Record<string, string>
  body: OutgoingBody
}

export type Answer = Dispatcher.ResponseData

export interface ForwardOptions {
  dispatcher: Dispatcher
  /** Throws the problem that tells why nothing may be sent to this URL now. */
  authorize: (url: URL) => Promise<void>
  /** The header that carries the token. */
  credential: (token: string) => Record<string, string>
  /** Whether the request may be sent only once. It is then never repeated, and no redirect is followed. */
  once: boolean
  /** Whether the token may follow a redirect to this URL. */
  mayFollow: (url: URL) => boolean
  /** Time until the headers of the last answer must be there, redirects included. Milliseconds. */
  timeout: number
  signal: AbortSignal
}

const MOST_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Sends with a token and follows allowed redirects. Any other redirect is returned as the answer. */
export async function forward(outgoing: Outgoing, token: string, options: ForwardOptions): Promise<Answer> {
  let { url } = outgoing
  const until = performance.now() + options.timeout
  for (let redirects = 0; ; redirects += 1) {
    // Directly before each dispatch, because everything before it took time.
    await options.authorize(url)
    const hop = { ...outgoing, url }
    const answer = await (redirects === 0
      ? send(hop, token, options)
      : beforeDeadline(until, url, options, (inTime) => send(hop, token, inTime)))
    const next = redirectTarget(answer, url)
    const repeatable = !options.once && (outgoing.method === 'GET' || outgoing.method === 'HEAD')
    if (!next || !repeatable || redirects === MOST_REDIRECTS || !options.mayFollow(next)) return answer
    discard(answer.body)
    url = next
  }
}

/** All redirects share the time of one answer. Otherwise each of several could take as long. */
async function beforeDeadline(
  until: number,
  url: URL,
  options: ForwardOptions,
  act: (options: ForwardOptions) => Promise<Answer>,
): Promise<Answer> {
  const late = new AbortController()
  const left = Math.max(0, until - performance.now())
  const timer = setTimeout(() => late.abort(stalledProblem(url)), left)
  try {
    return await act({ ...options, signal: AbortSignal.any([options.signal, late.signal]) })
  } finally {
    clearTimeout(timer)
  }
}

function redirectTarget({ statusCode, headers }: Answer, from: URL): URL | null {
  const location = headers.location
  if (!REDIRECTS.has(statusCode) || typeof location !== 'string') return null
  return URL.canParse(location, from.href) ? new URL(location, from) : null
}

async function send(outgoing: Outgoing, token: string, options: ForwardOptions): Promise<Answer> {
  const { url } = outgoing
  const { signal } = options
  try {
    try {
      // On a kept connection nobody could tell whether the request arrived.
      return await dispatch(outgoing, token, options, options.once)
    } catch (error) {
      if (!wasUnanswered(error) || signal.aborted || options.once || !mayRepeat(outgoing)) throw error
      await options.authorize(url)
      return await dispatch(outgoing, token, options, true)
    }
  } catch (error) {
    // The vault itself aborted, with this reason.
    if (signal.reason instanceof ProblemError) throw signal.reason
    throw providerProblem(error, url)
  }
}

/** @see RFC 9110 §9.2.2 */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/** Whether a second send does no harm, because the first may have been carried out. */
function mayRepeat({ method, headers, body }: Outgoing): boolean {
  return (
    body.kind !== 'streamed' &&
    (IDEMPOTENT.has(method) || 'idempotency-key' in headers || 'x-idempotency-key' in headers)
  )
}

/** @param fresh whether to use a new connection */
function dispatch(
  { method, url, headers, body }: Outgoing,
  token: string,
  { dispatcher, credential, timeout, signal }: ForwardOptions,
  fresh = false,
): Promise<Answer> {
  const sent = bodyOf(body)
  return dispatcher.request({
    origin: url.origin,
    path: requestPath(url),
    method,
    headers: { ...framed(headers, body), ...credential(token) },
    body: sent,
    headersTimeout: timeout,
    onInfo: waitLimit(sent, timeout, url),
    // A stream may pause for as long as it likes.
    bodyTimeout: 0,
    signal,
    reset: fresh,
  })
}

/**
 * Called for each informational answer, such as 102, which begins the time for the headers anew: so an answer may take
 * twice the time. Throws when that went on for too long. As long as a stream is being sent, no time counts.
 */
function waitLimit(body: Buffer | Readable | null, timeout: number, url: URL): () => void {
  let since = performance.now()
  const upload = body instanceof Readable ? body : null
  upload?.once('end', () => (since = performance.now()))
  return () => {
    const isSent = upload === null || upload.readableEnded
    if (isSent && performance.now() - since > timeout) throw stalledProblem(url)
  }
}

/** Path and query exactly as written, even a lone `?`, because signatures cover every character. */
function requestPath(url: URL): string {
  const [sent = ''] = url.href.slice(url.origin.length).split('#')
  return sent
}

/** Sets the length of a body that was read. For a stream the caller's length is the only one. */
function framed(headers: Record<string, string>, { kind }: OutgoingBody): Record<string, string> {
  const { 'content-length': length, ...others } = headers
  return kind === 'streamed' && length !== undefined ? headers : others
}

function bodyOf(body: OutgoingBody): Buffer | Readable | null {
  if (body.kind === 'none') return null
  return body.kind === 'buffered' ? body.bytes : Readable.fromWeb(body.stream)
}
