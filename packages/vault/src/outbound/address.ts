import ipaddr from 'ipaddr.js'

/** Says whether an address may be dialled for `host:port`. */
export type AddressRule = (address: string, host: string, port: string) => boolean

/**
 * Public unicast addresses always; private, loopback, link-local and translated ones only where the operator allows
 * them: all of them, or by `host:port` or CIDR.
 */
export const addressRule = (allowed: boolean | string[]): AddressRule => {
  if (allowed === true) return () => true
  const entries = allowed === false ? [] : allowed
  const ranges = entries.filter((entry) => ipaddr.isValidCIDR(entry)).map((entry) => ipaddr.parseCIDR(entry))
  const hosts = new Set(entries)
  return (text, host, port) => {
    // An IPv4 address written as IPv6 is judged as what it is.
    const address = ipaddr.process(text)
    if (address.range() === 'unicast' || hosts.has(`${host}:${port}`)) return true
    return ranges.some((range) => address.kind() === range[0].kind() && address.match(range))
  }
}
