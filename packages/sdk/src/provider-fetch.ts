import type { GrantChoice, Method, RequestOptions } from './proxy-request.ts'

/** Whose grant a {@link ProviderFetch} uses, and as whom. */
export type ProviderFetchOptions = GrantChoice &
  Pick<RequestOptions, 'userToken' | 'timeout' | 'reason' | 'trace'>

/** A standard `fetch`, for clients that take one. */
export type ProviderFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * Makes a `fetch` of a way to call a provider. An answer of any status resolves, as with every `fetch`.
 * @throws TypeError naming the option at fault, from each call that asks for what the vault cannot do.
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
    // The client's own credential, if it has one: the vault sets the user's.
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

/** What `new Request(input, init)` would have, without making a stream of a body that can be sent again. */
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
