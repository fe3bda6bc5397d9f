import { HEADER, type ProviderId } from '@alter/protocol'
import type { Call, CallOptions } from './call.ts'
import { encodeText } from './encode-text.ts'
import { present } from './present.ts'
import { checkTimeout, type Settings } from './settings.ts'
import { checkTrace, setTrace, type Trace } from './trace.ts'
import { buildTarget, type TargetOptions } from './target.ts'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** HTTP methods that a call may have. */
export type Method = (typeof METHODS)[number]

/** Whose grant: found by the calling user's JWT and the provider, or named. */
export type GrantChoice =
  | {
      provider: ProviderId
      /** Label or grant id of the account, for a user who connected the provider more than once. */
      account?: string | undefined
      grantId?: undefined
    }
  | { grantId: string; provider?: undefined; account?: undefined }

/** One call of a provider's API. */
export type RequestOptions = GrantChoice &
  CallOptions &
  TargetOptions & {
    /** Sent as `application/json`. Default: none. */
    json?: unknown
    /** Sent as it is; a stream is sent once and never retried. Default: none. */
    body?: NonNullable<RequestInit['body']> | undefined
    /**
     * Headers for the provider. Each is named to the vault in `x-alter-pass`, which passes on what is named: whatever
     * a proxy on the way adds stays behind. The vault adds the credential and drops cookies, forwarding headers and
     * those of gateways, named or not. Under a `methods_and_paths` rule a header that the provider's
     * `request_headers` do not list is refused as `policy_violation`. At most 64. Default: none.
     */
    headers?: RequestInit['headers'] | undefined
    /** Why, for the audit trail, and for the human who must say yes to the call. Default: none is noted. */
    reason?: string | undefined
    /**
     * `wait`: where a human must say yes first, wait for it and answer what the provider said then. Default: that throws
     * `ApprovalRequiredError`, whose `approvalUrl` is where the user decides.
     */
    approval?: 'wait' | undefined
    /** What else the audit trail notes. Default: nothing, or what the agent's `trace` says. */
    trace?: Trace | undefined
    /** `false`: the provider's 4xx and 5xx are returned like any answer. Default: they throw `ProviderApiError`. */
    throwOnError?: boolean | undefined
  }

/** @throws TypeError naming the field at fault. */
export function buildProxyCall(
  settings: Settings,
  method: Method,
  url: string,
  options: RequestOptions,
  userToken: string | undefined,
): Call {
  if (!METHODS.includes(method)) throw new TypeError(`method is none of ${METHODS.join(', ')}.`)
  const target = buildTarget(url, options)
  const headers = readHeaders(options.headers)
  const named = [...headers.keys()].join(',')
  if (named !== '') headers.set(HEADER.pass, named)
  const body = readBody(method, options, headers)
  headers.set(HEADER.apiKey, settings.apiKey)
  headers.set(HEADER.url, target.href)
  chooseGrant(headers, options)
  if (userToken !== undefined) headers.set(HEADER.userToken, userToken)
  setTrace(headers, checkTrace({ ...settings.trace, ...options.trace }))
  if (options.reason !== undefined) headers.set(HEADER.reason, encodeText(options.reason))
  return present({
    method,
    path: '/sdk/proxy',
    url: target.origin + target.pathname,
    headers,
    body,
    provider: options.provider,
    timeout: checkTimeout(options.timeout ?? settings.timeout),
    signal: options.signal,
  })
}

function chooseGrant(headers: Headers, { provider, account, grantId }: RequestOptions): void {
  if (grantId !== undefined && provider === undefined && account === undefined) {
    headers.set(HEADER.grant, checkId('grantId', grantId))
  } else if (provider !== undefined && grantId === undefined) {
    headers.set(HEADER.provider, checkId('provider', provider))
    if (account !== undefined) headers.set(HEADER.account, encodeText(account))
  } else {
    throw new TypeError('provider or grantId: pass exactly one of them, and account only with provider.')
  }
}

function checkId(field: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value))
    throw new TypeError(`${field} is not an id.`)
  return value
}

function readHeaders(given: RequestInit['headers']): Headers {
  const headers = copyHeaders(given)
  for (const name of headers.keys()) {
    if (name === 'authorization' || name === HEADER.apiKey || name.startsWith('x-alter-')) {
      throw new TypeError(`headers.${name} is the vault's to set: leave it out.`)
    }
  }
  return headers
}

function copyHeaders(given: RequestInit['headers']): Headers {
  try {
    return new Headers(given)
  } catch {
    // What `Headers` throws quotes the value, which may be a secret.
    throw new TypeError('headers hold a name or a value that HTTP does not allow.')
  }
}

function readBody(method: Method, options: RequestOptions, headers: Headers): Call['body'] {
  const { json, body } = options
  if (json === undefined && body === undefined) return undefined
  if (json !== undefined && body !== undefined) throw new TypeError('json and body: pass one of them.')
  if (method === 'GET' || method === 'HEAD') throw new TypeError(`json and body: ${method} takes none.`)
  if (json === undefined) return body
  if (!headers.has('content-type')) headers.set('content-type', 'application/json')
  return JSON.stringify(json)
}
