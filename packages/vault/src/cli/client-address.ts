import ipaddr from 'ipaddr.js'

/** Finds the caller's address from the connection and `X-Forwarded-For`. Only trusted proxies are believed. */
export type ClientAddress = (remote: string | undefined, forwardedFor: string | null) => string | undefined

export function createClientAddress(trustedProxies: string[]): ClientAddress {
  const ranges = trustedProxies.map((range) => ipaddr.parseCIDR(range))
  function isTrusted(text: string): boolean {
    const address = ipaddr.process(text)
    return ranges.some((range) => range[0].kind() === address.kind() && address.match(range))
  }
  return (remote, forwardedFor) => {
    const hops = [...(forwardedFor ?? '').split(','), remote ?? ''].map(withoutPort).filter(Boolean)
    for (const hop of hops.toReversed()) {
      if (!ipaddr.isValid(hop)) return undefined
      if (!isTrusted(hop)) return ipaddr.process(hop).toString()
    }
    return undefined
  }
}

/** Some proxies write the port too, as Azure's do: `192.0.2.1:443`, `[2001:db8::1]:443`. */
function withoutPort(hop: string): string {
  const text = hop.trim()
  const [, ipv6, ipv4] = /^(?:\[([^\]]*)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+)$/.exec(text) ?? []
  return ipv6 ?? ipv4 ?? text
}
