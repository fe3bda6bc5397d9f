import type { IpAllowlistRule } from '@alter/protocol'
import { isListed } from '../address-ranges.ts'
import { ALLOWED, denied, type Verdict } from './verdict.ts'

/** Whether the caller's address is on the list. Throws for a range that is none. */
export function checkIpAllowlist({ ranges }: IpAllowlistRule, ip: string | undefined): Verdict {
  const listed = isListed(ip, ranges)
  if (listed) return ALLOWED
  return denied(listed === null ? 'the address of the caller is not known' : `${ip} is not on the list`)
}
