import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import ipaddr from 'ipaddr.js'

/** The proxy for outgoing https calls. */
export interface EgressProxy {
  /** `http://` or `https://`, with the proxy's credentials. */
  url: URL
  /** Whether calls to this host do not use the proxy. */
  bypasses: (host: string, port: string) => boolean
  /**
   * Whether the proxy is asked for names. If not, it is asked for addresses that the vault has resolved and checked.
   */
  resolves: boolean
}

/** The proxy opened no tunnel. The message leaves out its address, which only the operator should know. */
export class EgressProxyError extends Error {
  override readonly name = 'EgressProxyError'
  readonly code = 'EGRESS_PROXY'
}

/**
 * Reads a proxy's URL and `NO_PROXY`. Throws a `TypeError` that says what is wrong with the text.
 * @param resolves see {@link EgressProxy}
 */
export function readEgressProxy(text: string, noProxy: string, resolves: boolean): EgressProxy {
  const spelled = /^[a-z][\w+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(spelled) ? new URL(spelled) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new TypeError('must be the http or https URL of a proxy, such as http://proxy.example.com:3128')
  }
  if (credentialsOf(url) === null) {
    throw new TypeError(
      'has a % in its credentials that begins no %-code: write %25 for the character itself',
    )
  }
  return { url, bypasses: readNoProxy(noProxy), resolves }
}

/** User name and password; empty when there is neither, `null` when they cannot be read. */
function credentialsOf({ username, password }: URL): string | null {
  try {
    return username || password ? `${decodeURIComponent(username)}:${decodeURIComponent(password)}` : ''
  } catch {
    return null
  }
}

/**
 * Reads `NO_PROXY` as curl and Go do. Entries are separated by commas or spaces, and each may have a port. A name, with
 * or without a leading dot or `*.`, also covers the names below it. Addresses and CIDRs are allowed, and `*` means
 * every host.
 */
function readNoProxy(text: string): EgressProxy['bypasses'] {
  const patterns = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(readPattern)
  return (host, port) => {
    const name = bare(host)
    return patterns.some((matches) => matches(name, port))
  }
}

function readPattern(entry: string): (host: string, port: string) => boolean {
  if (entry === '*') return () => true
  if (ipaddr.isValidCIDR(entry)) {
    const range = ipaddr.parseCIDR(entry)
    return (host) => {
      if (isIP(host) === 0) return false
      const address = ipaddr.process(host)
      return address.kind() === range[0].kind() && address.match(range)
    }
  }
  const [, spelled = entry, onPort] = isIP(entry) === 0 ? (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []) : []
  const host = bare(spelled.replace(/^\*?\./, ''))
  const wanted = isIP(host) === 0 ? host : ipaddr.process(host).toString()
  return (asked, port) => {
    if (onPort !== undefined && onPort !== port) return false
    if (isIP(asked) !== 0) return ipaddr.process(asked).toString() === wanted
    return asked === wanted || asked.endsWith(`.${wanted}`)
  }
}

/** A host without the brackets of an IPv6 address or a final dot. */
function bare(host: string): string {
  return host.toLowerCase().replaceAll(/[[\]]/g, '').replace(/\.$/, '')
}

/**
 * Asks the proxy for a tunnel to an address or a name. Rejects with an {@link EgressProxyError}.
 * @see RFC 9110 §9.3.6
 */
export function openTunnel(
  { url }: EgressProxy,
  { host, port, signal }: { host: string; port: string; signal: AbortSignal },
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
    const credentials = credentialsOf(url)
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest
    const asking = request({
      host: bare(url.hostname),
      port: url.port || (url.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      agent: false,
      signal,
      headers: {
        host: authority,
        ...(credentials && {
          'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
        }),
      },
    })
    asking.once('connect', ({ statusCode = 0 }, socket, head) => {
      if (statusCode >= 200 && statusCode < 300) {
        if (head.byteLength > 0) socket.unshift(head)
        return resolve(socket)
      }
      socket.on('error', () => undefined).destroy()
      reject(new EgressProxyError(`the proxy (HTTPS_PROXY) answered ${statusCode} when asked for a tunnel`))
    })
    asking.once('error', (cause) => {
      const what = signal.aborted ? 'opened no tunnel in time' : 'could not be reached'
      reject(new EgressProxyError(`the proxy (HTTPS_PROXY) ${what}`, { cause }))
    })
    asking.end()
  })
}
