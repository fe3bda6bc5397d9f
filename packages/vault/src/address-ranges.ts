import ipaddr from 'ipaddr.js'

type Range = ReturnType<typeof ipaddr.parseCIDR>

/**
 * Whether one of the ranges contains the address. `null` when the address is unknown. Throws for a text that is no
 * range. An IPv4 address written as IPv6 counts as IPv4.
 */
export function isListed(address: string | undefined, ranges: readonly string[]): boolean | null {
  const parsed = ranges.map(parseRange)
  if (address === undefined || !ipaddr.isValid(address)) return null
  const known = ipaddr.process(address)
  return parsed.some((range) => known.kind() === range[0].kind() && known.match(range))
}

/** Whether the outer ranges contain every address of the inner ones. An empty list means all addresses. */
export function isWithin(inner: readonly string[], outer: readonly string[]): boolean {
  if (outer.length === 0) return true
  if (inner.length === 0) return false
  const wider = outer.map(parseRange)
  return inner
    .map(parseRange)
    .every(([address, bits]) =>
      wider.some((range) => range[1] <= bits && address.kind() === range[0].kind() && address.match(range)),
    )
}

function parseRange(text: string): Range {
  if (!text.includes('/')) {
    const address = ipaddr.process(text)
    return [address, address.kind() === 'ipv4' ? 32 : 128]
  }
  const [address, bits] = ipaddr.parseCIDR(text)
  // `::ffff:192.0.2.0/120` means IPv4 addresses, and those are compared as IPv4.
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96) {
    return [address.toIPv4Address(), bits - 96]
  }
  return [address, bits]
}
