import { EgressProxyError } from '../outbound/egress-proxy.ts'
import { ForbiddenAddressError, LARGEST_ANSWER_HEAD } from '../outbound/outbound.ts'
import { ProblemError } from '../problem.ts'

const TIMEOUTS = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
])

/** The problem for a failed call to a provider. All of these messages are here. */
export function providerProblem(error: unknown, { host }: URL): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof ForbiddenAddressError) {
    return new ProblemError('host_not_allowed', `${error.message}.`, { host }, error)
  }
  if (error instanceof EgressProxyError) {
    const detail = `${host} could not be reached: ${error.message}.`
    return new ProblemError('provider_unreachable', detail, { host }, error)
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'UNANSWERED') {
    const detail = `${host} closed the connection while the request was sent: the request may have been carried out.`
    return new ProblemError('provider_unreachable', detail, { host }, error)
  }
  if (code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') {
    const detail = 'content-length: the body has another length.'
    return new ProblemError('invalid_request', detail, { field: 'content-length' }, error)
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    const detail = `${host} answered with more than ${LARGEST_ANSWER_HEAD} bytes of headers.`
    return new ProblemError('provider_unreachable', detail, { host }, error)
  }
  return TIMEOUTS.has(code)
    ? new ProblemError('provider_timeout', `${host} did not answer in time.`, { host }, error)
    : new ProblemError('provider_unreachable', `${host} could not be reached.`, { host }, error)
}

/** @param host the host whose answer began and does not end */
export function stalledProblem({ host }: URL): ProblemError {
  return new ProblemError('provider_timeout', `${host} did not finish its answer in time.`, { host })
}

/** @param host the host whose answer is no valid HTTP */
export function invalidAnswer({ host }: URL, cause: unknown): ProblemError {
  return new ProblemError(
    'provider_unreachable',
    `${host} gave an answer that is not valid HTTP.`,
    { host },
    cause,
  )
}

/** @param status one that is about the connection to the host */
export function answerOfTheWay({ host }: URL, status: number): ProblemError {
  const what = `${host} answered ${status}, which is about the connection and not about the call`
  return new ProblemError('provider_unreachable', `${what}: a proxy or a server before it refused.`, { host })
}
