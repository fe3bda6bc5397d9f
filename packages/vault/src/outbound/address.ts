import ipaddr from 'ipaddr.js'

/** Whether the vault may connect to an address for `host:port`. */
export type AddressRule = (address: string, host: string, port: string) => boolean

/**
 * Allows public unicast addresses. Private, loopback, link-local and translated addresses need the operator's
 * permission: for all of them, or by `host:port` or CIDR. An IPv6 address may be in brackets.
 */
export function addressRule(allowed: boolean | string[]): AddressRule {
  if (allowed === true) return () => true
  const entries = allowed === false ? [] : allowed
  const ranges = entries.filter((entry) => ipaddr.isValidCIDR(entry)).map((entry) => ipaddr.parseCIDR(entry))
  const hosts = new Set(entries.map((entry) => entry.replaceAll(/[[\]]/g, '')))
  return (text, host, port) => {
    // An IPv4 address written as IPv6 counts as IPv4.
    const address = ipaddr.process(text)
    if (isPublic(address) || hosts.has(`${host}:${port}`)) return true
    return ranges.some((range) => address.kind() === range[0].kind() && address.match(range))
  }
}

/**
 * Whether an address is public. For IPv6 that is the range assigned for public use; for IPv4 it excludes the host that only
 * answers machines in Azure.
 */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv6' ? address.match(GLOBAL_UNICAST) : address.toString() !== AZURE_PLATFORM
}

/** @see RFC 4291 §2.4, https://www.iana.org/assignments/ipv6-unicast-address-assignments */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3')
/** @see https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 */
const AZURE_PLATFORM = '168.63.129.16'
