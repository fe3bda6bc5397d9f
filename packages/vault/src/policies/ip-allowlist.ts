import type { IpAllowlistRule } from '@alter/protocol'
import ipaddr from 'ipaddr.js'
import type { Verdict } from './verdict.ts'
import { ALLOWED, denied } from './verdict.ts'

/** Whether the caller's address is on the list. Throws for a range that is none. */
export const checkIpAllowlist = ({ ranges }: IpAllowlistRule, ip: string | undefined): Verdict => {
  const parsed = ranges.map(parseRange)
  if (ip === undefined || !ipaddr.isValid(ip)) return denied('the address of the caller is not known')
  // An IPv4 address written as IPv6 is judged as what it is.
  const address = ipaddr.process(ip)
  const listed = parsed.some((range) => address.kind() === range[0].kind() && address.match(range))
  return listed ? ALLOWED : denied(`${address.toString()} is not on the list`)
}

type Range = ReturnType<typeof ipaddr.parseCIDR>

const parseRange = (text: string): Range => {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
