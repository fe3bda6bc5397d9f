import { HEADER } from '@alter/protocol'
import type { AlterError } from '../alter-error.ts'
import { factsOf, type Call } from '../call.ts'
import { startDeadline, type Deadline } from '../deadline.ts'
import { NetworkError, TimeoutError } from '../errors/errors.ts'
import { readFields, type Fields } from '../fields.ts'
import type { Settings } from '../settings.ts'
import { NO_USER } from '../user.ts'
import { withoutClocks } from './body-clock.ts'
import { described } from './described.ts'
import { discardBody } from './discard-body.ts'
import { errorOfProblem, readProblem } from './problem.ts'
import { isRepeatable, retryDelay } from './retry.ts'

/** Sends a proxied call. Resolves with the provider's own answer, with any status and an unread body. */
export function callProvider(settings: Settings, call: Call): Promise<Response> {
  let mayRepeat = isRepeatable(call.body)
  return withRetries(call, async (deadline) => {
    for (;;) {
      const response = await send(settings, call, deadline)
      if (response.headers.get(HEADER.upstream) !== '1') throw await errorOf(response, call, deadline)
      // The provider refused the token and did nothing. The vault has a new token by now, but no longer the body.
      if (!mayRepeat || response.headers.get(HEADER.renewed) !== '1') return response
      mayRepeat = false
      discardBody(response)
    }
  })
}

/** Sends a call to the vault itself. Resolves with the parsed answer. */
export function callVault<Answer>(
  settings: Settings,
  call: Call,
  read: (fields: Fields) => Answer,
): Promise<Answer> {
  return withRetries(call, async (deadline) => {
    const response = await send(settings, call, deadline)
    if (!response.ok) throw await errorOf(response, call, deadline)
    const body = await whole(response.text(), call, deadline)
    try {
      return read(
        readFields(
          parse(body),
          (field, expected) => new TypeError(`${field || 'the body'} is not ${expected}`),
        ),
      )
    } catch (cause) {
      const detail = `What answered at ${call.url} is not a vault: check baseUrl.`
      throw new NetworkError('network_error', detail, { ...factsOf(call, response), cause })
    }
  })
}

/** A body that breaks off does not show who answered, so it counts as a broken connection. */
async function whole<Body>(reading: Promise<Body>, call: Call, deadline: Deadline): Promise<Body> {
  try {
    return await deadline.race(reading)
  } catch (cause) {
    if (deadline.signal.aborted) throw cause
    throw new NetworkError('network_error', `The answer of ${call.url} was cut off.`, {
      ...factsOf(call),
      cause,
    })
  }
}

async function withRetries<Answer>(
  call: Call,
  attempt: (deadline: Deadline) => Promise<Answer>,
): Promise<Answer> {
  call.signal?.throwIfAborted()
  const deadline = startDeadline(call.timeout, call.signal, () => {
    const detail = `No answer within ${call.timeout} ms.`
    return new TimeoutError('timeout', detail, factsOf(call))
  })
  try {
    for (let count = 0; ; count += 1) {
      try {
        return await attempt(deadline)
      } catch (error) {
        if (deadline.signal.aborted) throw deadline.signal.reason
        const delay = retryDelay(error, call, count)
        if (delay === undefined || delay >= deadline.remaining()) throw error
        await deadline.pause(delay)
      }
    }
  } finally {
    deadline.clear()
  }
}

async function send(settings: Settings, call: Call, deadline: Deadline): Promise<Response> {
  const request = new Request(settings.baseUrl + call.path, {
    method: call.method,
    headers: call.headers,
    body: call.body ?? null,
    // A redirect is meant for the caller. Following it would carry the API key elsewhere.
    redirect: 'manual',
    duplex: 'half',
    signal: deadline.signal,
    ...withoutClocks(),
  })
  try {
    return described(await deadline.race(settings.fetch(request)), call.method)
  } catch (cause) {
    const detail = isOverflow(cause)
      ? 'The answer has more headers than Node accepts: start Node with a larger --max-http-header-size.'
      : `The vault at ${settings.baseUrl} could not be reached.`
    throw new NetworkError('network_error', detail, { ...factsOf(call), cause })
  }
}

/** The error for an answer that is not the provider's: a problem of the vault, or of something in between. */
async function errorOf(response: Response, call: Call, deadline: Deadline): Promise<AlterError> {
  const facts = factsOf(call, response)
  const problem = await whole(readProblem(response), call, deadline)
  // The vault names a missing header, but users of the SDK set the token in other ways.
  const isLacking = problem?.code === 'user_token_required' && !call.headers.has(HEADER.userToken)
  if (problem !== undefined) {
    return errorOfProblem(isLacking ? { ...problem, detail: NO_USER } : problem, facts)
  }
  return new NetworkError('network_error', strangeAnswer(response.status, call), facts)
}

function strangeAnswer(status: number, { url, headers }: Call): string {
  if (status >= 300 && status < 400) {
    return `${url} answered with a redirect, which is not followed with the API key: check baseUrl.`
  }
  const found = `Something between this app and the vault answered ${status}`
  if (status !== 414 && status !== 431) return `${found}.`
  const size = [...headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
  const parts = [
    ['user token', HEADER.userToken],
    ['URL', HEADER.url],
  ].flatMap(([what, name]) => {
    const length = headers.get(name ?? '')?.length
    return length === undefined ? [] : [`the ${what} ${length}`]
  })
  const of = parts.length > 0 ? `, of which ${parts.join(', ')}` : ''
  return (
    `${found}: the headers of this call have ${size} bytes${of}. ` +
    'Let the vault and every server before it accept 64 KB of headers (Node: maxHeaderSize), or send less.'
  )
}

/** `fetch` wraps the parser's error. */
function isOverflow(error: unknown): boolean {
  return (
    error instanceof Error &&
    (('code' in error && error.code === 'UND_ERR_HEADERS_OVERFLOW') || isOverflow(error.cause))
  )
}

/** The message of `JSON.parse` quotes the text, which may hold a session token. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TypeError('the body is not JSON')
  }
}
