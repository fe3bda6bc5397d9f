import * as openid from 'openid-client'
import { createBounded, type WatchCache } from '../bounded.ts'
import { sha256 } from '../crypto/hash.ts'
import { fetchDocument } from '../outbound/document.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { isWithin } from '../within.ts'
import type { ClientAuthentication } from './entry.ts'
import { ProviderFailure, providerFailure } from './failure.ts'
import { discoveryAddress, isIssuerAskedFor } from './issuer.ts'
import { printable } from './printable.ts'
import type { Provider } from './provider.ts'
import { standardTokenResponse, unjudgedTokenResponse } from './token-response.ts'

/**
 * The OAuth client of a provider. If the entry names an issuer and no endpoints, it is discovered. Throws a
 * `ProviderFailure`.
 */
export type ProviderClients = (provider: Provider) => Promise<openid.Configuration>

/** How long a discovery document is used. Milliseconds. */
const DISCOVERY_LIFETIME = 3_600_000
/** More than a configuration has providers. Each client may hold a discovery document. */
const MOST_CLIENTS = 500

export function createProviderClients(
  outbound: Outbound,
  now: () => number,
  watch: WatchCache,
): ProviderClients {
  const clients = createBounded<{ client: Promise<openid.Configuration>; madeAt: number }>({
    entries: MOST_CLIENTS,
  })
  watch('provider clients', clients.size)
  return (provider) => {
    // A client for one grant without discovery is cheap, so it is not kept.
    if (Object.keys(provider.values).length > 0 && !isDiscovered(provider)) {
      return createClient(provider, outbound)
    }
    const key = keyOf(provider)
    const known = clients.get(key)
    if (known && isWithin(DISCOVERY_LIFETIME, known.madeAt, now())) return known.client
    const client = createClient(provider, outbound).catch((error: unknown) => {
      if (clients.get(key)?.client === client) clients.delete(key)
      throw providerFailure(provider, error, 'issuer')
    })
    clients.set(key, { client, madeAt: now() })
    return client
  }
}

/**
 * Identifies a client at its token endpoint. With another secret it is another client, so a refusal of one says nothing
 * about the other.
 */
export function clientOf(provider: Provider): string {
  const { token_endpoint, refresh_endpoint, issuer, client_id, client_secret } = provider
  return sha256(JSON.stringify([token_endpoint, refresh_endpoint, issuer, client_id, client_secret]))
}

/** Compares providers by their content, because a filled provider is a new object each time. */
function keyOf(provider: Provider): string {
  return sha256(JSON.stringify({ ...provider, values: {}, api_hosts: [] }))
}

function isDiscovered({ authorization_endpoint, token_endpoint }: Provider): boolean {
  return authorization_endpoint === undefined || token_endpoint === undefined
}

async function createClient(provider: Provider, outbound: Outbound): Promise<openid.Configuration> {
  const fetch = openidFetch(provider, outbound)
  // The settings were checked: plain http is allowed only for an address on this machine.
  const insecure = [provider.issuer, provider.token_endpoint].some((url) => url?.startsWith('http:'))
  const client = new openid.Configuration(
    await serverMetadata(provider, fetch, outbound.timeout, insecure),
    provider.client_id,
    provider.client_secret ?? '',
    clientAuthentication(provider.client_authentication, provider.client_secret ?? ''),
  )
  client[openid.customFetch] = fetch
  // Each request has the time that `outbound` gives it.
  client.timeout = undefined
  if (insecure) openid.allowInsecureRequests(client)
  return client
}

async function serverMetadata(
  provider: Provider,
  fetch: openid.CustomFetch,
  timeout: number,
  insecure: boolean,
): Promise<openid.ServerMetadata> {
  const { authorization_endpoint, token_endpoint, userinfo_endpoint, revocation_endpoint } = provider
  const named = {
    ...(authorization_endpoint !== undefined && { authorization_endpoint }),
    ...(token_endpoint !== undefined && { token_endpoint }),
    ...(userinfo_endpoint !== undefined && { userinfo_endpoint }),
    ...(revocation_endpoint !== undefined && { revocation_endpoint }),
  }
  if (authorization_endpoint !== undefined && token_endpoint !== undefined) {
    // The library needs an issuer. Without a configured one nothing is compared with it.
    return { issuer: provider.issuer ?? new URL(token_endpoint).origin, ...named }
  }
  const issuer = provider.issuer ?? ''
  const discovered = await openid.discovery(discoveryAddress(issuer), provider.client_id, '', openid.None(), {
    [openid.customFetch]: fetch,
    // Whole seconds, as a signal needs them; `outbound` measures exactly.
    timeout: Math.ceil(timeout / 1000),
    execute: insecure ? [openid.allowInsecureRequests] : [],
  })
  const metadata: openid.ServerMetadata = discovered.serverMetadata()
  if (!isIssuerAskedFor(issuer, metadata.issuer)) {
    throw new ProviderFailure(
      'provider_misconfigured',
      `${provider.name} names another issuer, ${printable(metadata.issuer)}, in its discovery document.`,
      { fault: 'issuer' },
    )
  }
  return { ...metadata, ...named }
}

function openidFetch(provider: Provider, outbound: Outbound): openid.CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const { type, headers: ownHeaders } = provider.oauth_request
    const content = typeof body === 'string' || body instanceof URLSearchParams ? body : undefined
    const grantType = new URLSearchParams(content).get('grant_type')
    if (method === 'GET') {
      return fetchDocument(outbound, url, {
        headers: { ...headers, ...ownHeaders },
        ...(signal && { signal }),
      })
    }
    const isRefresh = grantType === 'refresh_token'
    const response = await outbound.fetch(isRefresh ? (provider.refresh_endpoint ?? url) : url, {
      method,
      headers: { ...headers, ...ownHeaders, ...(content !== undefined && type === 'json' && JSON_TYPE) },
      ...(signal && { signal }),
      ...(content !== undefined && { body: type === 'json' ? jsonOf(content) : content }),
    })
    if (grantType === null) return response
    return (isRefresh ? unjudgedTokenResponse : standardTokenResponse)(provider, response)
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }

function jsonOf(form: string | URLSearchParams): string {
  return JSON.stringify(Object.fromEntries(new URLSearchParams(form)))
}

function clientAuthentication(method: ClientAuthentication, secret: string): openid.ClientAuth {
  if (method === 'none') return openid.None()
  return method === 'client_secret_post' ? openid.ClientSecretPost(secret) : clientSecretBasic(secret)
}

/**
 * The library's own function also encodes `-`, `.` and `_`. These are frequent in ids and secrets, and providers whose
 * examples show no encoding may not decode them.
 * @see RFC 6749 §2.3.1
 */
function clientSecretBasic(secret: string): openid.ClientAuth {
  return (_server, { client_id }, _body, headers) => {
    const credentials = Buffer.from(`${formEncoded(client_id)}:${formEncoded(secret)}`)
    headers.set('authorization', `Basic ${credentials.toString('base64')}`)
  }
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}
