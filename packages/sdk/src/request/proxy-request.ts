import { HEADER, type ProviderId } from '@alter/protocol'
import type { Call, CallOptions } from '../call.ts'
import { encodeText } from '../encode-text.ts'
import { jsonText } from '../json-text.ts'
import { present } from '../present.ts'
import { checkTimeout } from '../deadline.ts'
import type { Settings } from '../settings.ts'
import { checkTrace, setTrace, type Trace } from '../trace.ts'
import { buildTarget, type TargetOptions } from './target.ts'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** HTTP methods of calls to a provider. */
export type Method = (typeof METHODS)[number]

/** The grant: by its id, or by the provider for the calling user. */
export type GrantChoice =
  | {
      provider: ProviderId
      /** Label or grant id of the account. Default: the only account, or the default one. */
      account?: string | undefined
      grantId?: undefined
    }
  | { grantId: string; provider?: undefined; account?: undefined }

/** One call to a provider's API. */
export type RequestOptions = GrantChoice &
  CallOptions &
  TargetOptions & {
    /** Body that is sent as `application/json`. Default: none. */
    json?: unknown
    /** Body that is sent as it is. A stream is sent once and never repeated. Default: none. */
    body?: NonNullable<RequestInit['body']> | undefined
    /**
     * Headers for the provider, at most 64. The vault passes on only headers that are named here, through
     * `x-alter-pass`, so headers that a proxy adds on the way stay behind. The vault adds the credential, and always
     * drops cookies, forwarding headers and those of gateways. Under a `methods_and_paths` rule, a header outside of
     * the provider's `request_headers` is refused with `policy_violation`. Default: none.
     */
    headers?: RequestInit['headers'] | undefined
    /** Reason for the audit trail, and for the human who must approve the call. Default: none. */
    reason?: string | undefined
    /**
     * `wait` waits for a human's yes if one is needed, and resolves with the provider's answer. Default: that case
     * throws `ApprovalRequiredError`, whose `approvalUrl` is the page where the user decides.
     */
    approval?: 'wait' | undefined
    /** More fields for the audit trail. Default: those of the agent's `trace`, else none. */
    trace?: Trace | undefined
    /** `false` returns the provider's 4xx and 5xx like any answer. Default: they throw `ProviderApiError`. */
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
  if (!METHODS.includes(method)) throw new TypeError(`method is not one of ${METHODS.join(', ')}.`)
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
  if (options.reason !== undefined)
    headers.set(HEADER.reason, encodeText(checkText('reason', options.reason)))
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
    if (account !== undefined) headers.set(HEADER.account, encodeText(checkText('account', account)))
  } else {
    throw new TypeError('provider or grantId: pass exactly one of them, and account only with provider.')
  }
}

function checkId(field: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value))
    throw new TypeError(`${field} is not an id.`)
  return value
}

function checkText(field: string, value: unknown): string {
  if (typeof value !== 'string')
    throw new TypeError(`${field} is not a string: pass a string, or leave it out.`)
  return value
}

function readHeaders(given: RequestInit['headers']): Headers {
  const headers = copyHeaders(given)
  for (const name of headers.keys()) {
    if (name === 'authorization' || name === HEADER.apiKey || name.startsWith('x-alter-')) {
      throw new TypeError(`headers.${name} is set by the vault: leave it out.`)
    }
  }
  return headers
}

function copyHeaders(given: RequestInit['headers']): Headers {
  try {
    return new Headers(given)
  } catch {
    // The message of `Headers` quotes the value, which may be a secret.
    throw new TypeError('headers have a name or a value that HTTP does not allow.')
  }
}

function readBody(method: Method, options: RequestOptions, headers: Headers): Call['body'] {
  const { json, body } = options
  if (json === undefined && body === undefined) return undefined
  if (json !== undefined && body !== undefined) throw new TypeError('json and body: pass only one of them.')
  if (method === 'GET' || method === 'HEAD')
    throw new TypeError(`json and body: a ${method} request must have no body.`)
  if (json === undefined) return body
  if (!headers.has('content-type')) headers.set('content-type', 'application/json')
  return jsonText('json', json)
}
