import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { callbackify } from 'node:util'
import {
  Agent,
  buildConnector,
  type Dispatcher,
  fetch as undiciFetch,
  Pool,
  type Response as UndiciResponse,
} from 'undici'
import type { AddressRule } from './address.ts'
import { type EgressProxy, openTunnel } from './egress-proxy.ts'
import { inTime } from './in-time.ts'
import { KeptClient, wasUnanswered } from './kept-client.ts'
import { portOf } from './names-host.ts'
import { readBytes } from './read.ts'

/** A host whose address the vault must not call. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError'
  readonly code = 'FORBIDDEN_ADDRESS'
  readonly host: string

  constructor(host: string) {
    super(`${host} is on a private network, which this vault may not call (setting allow_private_network)`)
    this.host = host
  }
}

/** A plain request, as OAuth, JWKS and account look-ups need it. */
export interface OutboundInit {
  method?: string
  headers?: Headers | Record<string, string>
  body?: string | URLSearchParams
  signal?: AbortSignal
}

/** Resolves a name, as `dns.lookup` does. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** All outgoing calls of the vault. The address that is checked is the address that is dialled. */
export interface Outbound {
  /**
   * Sends requests. A request with `reset: true` gets a connection of its own; others may fail with an
   * `UnansweredError`.
   */
  readonly dispatcher: Dispatcher
  /** The longest time that {@link Outbound.fetch} takes. Milliseconds. */
  readonly timeout: number
  /** Number of origins with open connections. */
  origins: () => number
  /** Sends a request without following redirects. Throws a `TypeError` when there is no answer, or one over 1 MB. */
  fetch(url: string, init?: OutboundInit): Promise<Response>
  /** Cuts all that is under way. Nothing can be sent after that. */
  cut(): void
  /** Lets running answers finish, for at most 20 s. */
  close(): Promise<void>
}

/** How long whoever closes waits for providers, whatever `provider_timeout` says. Milliseconds. */
export const CLOSING_GRACE = 20_000
/**
 * How long an idle connection is kept when the server names no time. It is shorter than 2 s, the shortest common limit
 * of servers, because both sides measure coarsely. When the server names a time, the connection is kept 2 s less.
 * Milliseconds.
 */
const USUAL_IDLE = 1500
/**
 * The longest time for an idle connection, whatever the server offers, because users can name hosts, such as that of
 * their shop. Milliseconds.
 */
const LONGEST_IDLE = 60_000
/** The largest answer that the vault reads for itself, compressed or not. Bytes. */
const LARGEST_ANSWER = 1_048_576

/**
 * The largest headers of one answer. With the vault's own headers they fit into the 16 KB that Node's `fetch` accepts.
 * Bytes.
 */
export const LARGEST_ANSWER_HEAD = 15_360

/**
 * @param timeout milliseconds for connecting, and for a whole {@link Outbound.fetch}
 * @param proxy the proxy for https calls
 */
export function createOutbound(
  rule: AddressRule,
  timeout: number,
  resolve: Resolve = lookup,
  proxy: EgressProxy | null = null,
): Outbound {
  function agent(more: Pool.Options): Agent {
    return new Agent({
      factory: (origin) => {
        const url = new URL(origin)
        const place: Place = {
          host: url.hostname.replaceAll(/[[\]]/g, ''),
          port: portOf(url),
        }
        return new Pool(origin, {
          connect:
            proxy && url.protocol === 'https:' && !proxy.bypasses(place.host, place.port)
              ? tunnelConnector(rule, place, timeout, { resolve, proxy })
              : guardedConnector(rule, place, timeout, resolve),
          maxHeaderSize: LARGEST_ANSWER_HEAD,
          ...more,
        })
      },
    })
  }
  const kept = agent({
    keepAliveTimeout: USUAL_IDLE,
    keepAliveMaxTimeout: LONGEST_IDLE,
    factory: (origin, options) => new KeptClient(origin, options),
  })
  const fresh = agent({ pipelining: 0 })
  const dispatcher = kept.compose(
    (dispatch) => (options, handler) =>
      options.reset === true ? fresh.dispatch(options, handler) : dispatch(options, handler),
  )
  let ended: Promise<unknown> | null = null
  function destroy(): Promise<unknown> {
    return (ended ??= Promise.all([kept.destroy(), fresh.destroy()]))
  }
  return {
    dispatcher,
    timeout,
    // The agent forgets an origin together with its last connection.
    origins: () => Object.keys(kept.stats).length,
    fetch: (url, init = {}) =>
      inTime(timeout, init.signal, async (signal) => {
        function send(by: Dispatcher): Promise<UndiciResponse> {
          return undiciFetch(url, {
            method: init.method ?? 'GET',
            headers: Object.fromEntries(new Headers(init.headers)),
            body: init.body ?? null,
            redirect: 'manual',
            signal,
            dispatcher: by,
          })
        }
        // Sends again, even a token request. If the first one was carried out, its answer is lost anyway, and a later
        // try with the same code or refresh token would do no better.
        const response = await send(kept).catch((error: unknown) => {
          if (wasUnanswered(error)) return send(fresh)
          throw error
        })
        const bytes = await readBytes(response.body, LARGEST_ANSWER)
        if (bytes === null) throw new TypeError(`${new URL(url).host} answered with more than 1 MB`)
        return rebuilt(response, bytes)
      }),
    cut: () => void destroy(),
    async close() {
      if (ended !== null) {
        await ended
        return
      }
      const tooLong = new AbortController()
      await Promise.race([
        Promise.all([kept.close(), fresh.close()]),
        sleep(CLOSING_GRACE, undefined, { signal: tooLong.signal }).catch(() => undefined),
      ])
      tooLong.abort()
      await destroy()
    },
  }
}

/** A web `Response` from one of undici. Throws a `TypeError` for an invalid status. */
function rebuilt({ status, headers: received }: UndiciResponse, bytes: Buffer): Response {
  if (status < 200 || status > 599) throw new TypeError(`the status ${status} is none of HTTP`)
  const headers = new Headers([...received])
  // These headers describe the bytes before they were decoded.
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name)
  return new Response([204, 205, 304].includes(status) ? null : new Uint8Array(bytes), { status, headers })
}

/**
 * How long one of several addresses is tried. Node gives up an attempt before it tries the next, and its own 250 ms are
 * too short for a busy vault or a distant provider. Milliseconds.
 */
const ATTEMPT = 2000
interface Place {
  host: string
  port: string
}

function guardedConnector(
  rule: AddressRule,
  { host, port }: Place,
  timeout: number,
  resolve: Resolve,
): buildConnector.connector {
  const lookedUp = { allowH2: false, lookup: guardedLookup((address) => rule(address, host, port), resolve) }
  const connect = buildConnector({ ...lookedUp, timeout, autoSelectFamilyAttemptTimeout: ATTEMPT })
  return (options, callback) => {
    // A literal address is dialled without a lookup, so it is checked here.
    if (isIP(host) && !rule(host, host, port)) return callback(new ForbiddenAddressError(host), null)
    const until = performance.now() + timeout
    connect(options, (...result) => {
      const left = until - performance.now()
      if (!wasCutShort(result[0]) || left <= 0) return callback(...result)
      // The other addresses are no good: the first one gets the rest of the time.
      buildConnector({ ...lookedUp, timeout: left, autoSelectFamily: false })(options, callback)
    })
  }
}

/** Whether no address could be reached, and the first one had only the time of an {@link ATTEMPT}. */
function wasCutShort(error: Error | null): boolean {
  // A connector puts what Node says of all addresses into the cause.
  const each = error?.cause
  return each instanceof AggregateError && Object(each.errors[0]).code === 'ETIMEDOUT'
}

/** Addresses of one name that a proxy is asked for at most. */
const MOST_TRIED = 4

function tunnelConnector(
  rule: AddressRule,
  { host, port }: Place,
  timeout: number,
  { resolve, proxy }: { resolve: Resolve; proxy: EgressProxy },
): buildConnector.connector {
  const connect = buildConnector({ timeout, allowH2: false })
  function targets(): Promise<string[]> {
    if (isIP(host) === 0 && proxy.resolves && !isLocalhost(host)) return Promise.resolve([host])
    return allowedAddresses(host, (address) => rule(address, host, port), resolve)
  }
  async function open(signal: AbortSignal): Promise<Socket> {
    let failure: unknown
    for (const target of (await targets()).slice(0, MOST_TRIED)) {
      try {
        return await openTunnel(proxy, { host: target, port, signal })
      } catch (error) {
        failure = error
      }
    }
    throw failure
  }
  return (options, callback) => {
    callbackify(() => inTime(timeout, undefined, open))((error, httpSocket) => {
      if (error) callback(error, null)
      else connect({ ...options, httpSocket }, callback)
    })
  }
}

/** The addresses of a host that may be called. Rejects with a {@link ForbiddenAddressError} when there are none. */
function allowedAddresses(
  host: string,
  mayDial: (address: string) => boolean,
  resolve: Resolve,
): Promise<string[]> {
  return new Promise((found, reject) => {
    function choose(addresses: LookupAddress[]): void {
      const allowed = addresses.map(({ address }) => address).filter(mayDial)
      if (allowed.length > 0) found(allowed)
      else reject(new ForbiddenAddressError(host))
    }
    const family = isIP(host)
    if (family !== 0) choose([{ address: host, family }])
    else if (isLocalhost(host)) choose([...LOOPBACK])
    else resolve(host, { all: true }, (error, addresses) => (error ? reject(error) : choose(addresses)))
  })
}

function guardedLookup(mayDial: (address: string) => boolean, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    function answer(error: NodeJS.ErrnoException | null, addresses: LookupAddress[]): void {
      if (error) return callback(error, '')
      const allowed = addresses.filter(({ address }) => mayDial(address))
      const [first] = allowed
      if (!first) return callback(new ForbiddenAddressError(hostname), '')
      return options.all ? callback(null, allowed) : callback(null, first.address, first.family)
    }
    if (isLocalhost(hostname)) answer(null, [...LOOPBACK])
    else resolve(hostname, { ...options, all: true }, answer)
  }
}

/** @see RFC 6761 §6.3 */
export function isLocalhost(hostname: string): boolean {
  return /(^|\.)localhost\.?$/i.test(hostname)
}

const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]
