import ipaddr from 'ipaddr.js'

/** Says whether an address may be dialled for `host:port`. */
export type AddressRule = (address: string, host: string, port: string) => boolean

/**
 * Public unicast addresses always; private, loopback, link-local and translated ones only where the operator allows
 * them: all of them, or by `host:port` or CIDR.
 */
export function addressRule(allowed: boolean | string[]): AddressRule {
  if (allowed === true) return () => true
  const entries = allowed === false ? [] : allowed
  const ranges = entries.filter((entry) => ipaddr.isValidCIDR(entry)).map((entry) => ipaddr.parseCIDR(entry))
  const hosts = new Set(entries)
  return (text, host, port) => {
    // An IPv4 address written as IPv6 is judged as what it is.
    const address = ipaddr.process(text)
    const isPublic = address.range() === 'unicast' && !isCompatible(address)
    if (isPublic || hosts.has(`${host}:${port}`)) return true
    return ranges.some((range) => address.kind() === range[0].kind() && address.match(range))
  }
}

/** `::a.b.c.d`, once a way to write IPv4 as IPv6: nothing public is there. @see RFC 4291 §2.5.5.1 */
function isCompatible(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return 'parts' in address && address.parts.slice(0, 6).every((part) => part === 0)
}
