import type { IpAllowlistRule } from '@alter/protocol'
import { isListed } from '../address-ranges.ts'
import { ALLOWED, denied, type Verdict } from './verdict.ts'

/** Whether the list contains the caller's address. Throws for a text that is no range. */
export function checkIpAllowlist({ ranges }: IpAllowlistRule, ip: string | undefined): Verdict {
  const listed = isListed(ip, ranges)
  if (listed) return ALLOWED
  return denied(listed === null ? 'the address of the caller is unknown' : `${ip} is not on the list`)
}
