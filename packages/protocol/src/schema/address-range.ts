import { z } from 'zod'

/** The longest text of a range. Characters. */
const LONGEST_RANGE = 50
/** An IP address or a CIDR range. */
export const range: z.ZodType<string> = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].map((address) => address.max(LONGEST_RANGE)),
  'must be an IP address or a CIDR range',
)
