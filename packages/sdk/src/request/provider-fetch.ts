import type { GrantChoice, Method, RequestOptions } from './proxy-request.ts'

/** The grant that a {@link ProviderFetch} uses, and its user. */
export type ProviderFetchOptions = GrantChoice &
  Pick<RequestOptions, 'userToken' | 'timeout' | 'reason' | 'trace'>

/** A standard `fetch`, for clients that accept one. */
export type ProviderFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * Turns a function that calls a provider into a `fetch`. As with every `fetch`, an answer of any status resolves.
 * @throws TypeError naming the option at fault, for a call that the vault cannot make
 */
export function createProviderFetch(
  request: (method: Method, url: string, options: RequestOptions) => Promise<Response>,
  options: ProviderFetchOptions,
): ProviderFetch {
  return async (input, init = {}) => {
    const { method, url, headers, signal, body, redirect } = readInput(input, init)
    if (redirect !== 'follow') {
      throw new TypeError("redirect: the vault follows redirects within the provider's hosts; leave it out.")
    }
    // Removes the client's own credential, because the vault sets the user's.
    headers.delete('authorization')
    return request(method, url, {
      ...options,
      headers,
      throwOnError: false,
      ...(signal && { signal }),
      ...(body && { body }),
    })
  }
}

/** The values of `new Request(input, init)`, without turning a repeatable body into a stream. */
function readInput(input: string | URL | Request, init: RequestInit) {
  const request = input instanceof Request ? input : undefined
  const method = (init.method ?? request?.method ?? 'GET').toUpperCase()
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `request` refuses what is none
    method: method as Method,
    url: input instanceof Request ? input.url : input.toString(),
    headers: new Headers(init.headers ?? request?.headers),
    signal: init.signal ?? request?.signal,
    body: init.body ?? request?.body,
    redirect: init.redirect ?? request?.redirect ?? 'follow',
  }
}
