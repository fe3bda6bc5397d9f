import { z } from 'zod'
import type { PolicyRule } from '../policy.ts'
import { range } from './address-range.ts'
import { duration } from './duration.ts'
import { MOST, text, texts } from './text.ts'

const named = { name: z.string().min(1).max(100).exactOptional() }
const minuteOfDay = z
  .string()
  .max(5)
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be HH:MM')
const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])

const methods = z
  .array(
    z
      .string()
      .max(50)
      .regex(/^[A-Z]+$/, 'must be in upper case'),
  )
  .min(1)
  .max(MOST.list)
/** Hosts are compared with those of URLs, which write them in lower case and international names in ASCII. */
function isHost(written: string): boolean {
  if (!/^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/.test(written)) return false
  const url = URL.canParse(`https://${written}`) ? new URL(`https://${written}`) : undefined
  return url?.host === written || `${url?.hostname}:443` === written
}
const storedHost = text.toLowerCase()
/** A host that no URL has would match nothing, and the rule would be none. */
const host = storedHost.refine(
  isHost,
  'must be a host as URLs have it, such as api.example.com or api.example.com:8443: no scheme, path or *, and international names in ASCII (xn--…)',
)

/** A path that no URL has would match nothing either. */
function isPattern(path: string): boolean {
  const segments = path.split('/')
  const isWhole = segments.every(
    (segment, index) =>
      !segment.includes('*') || segment === '*' || (segment === '**' && index === segments.length - 1),
  )
  // A URL has no `.` and `..` any more, and templates are written in three ways.
  const isAny = segments.some((segment) => /^(\.|%2e){1,2}$/i.test(segment) || segment.startsWith(':'))
  return isWhole && !isAny && !/[?#\s\\{}<>]/.test(path)
}
const storedPath = z.string().max(MOST.url).startsWith('/')
const path = storedPath.refine(
  isPattern,
  'takes * for one whole segment (not {id} or :id) and ** as the last one, and has no query, backslash, . or .. in it',
)
/** A week in seconds. What was asked longer ago may no longer be wanted. */
const LONGEST_APPROVAL = 604_800
const APPROVAL_RULE = 'must be a whole number of seconds from 1 to 604800, which is a week'

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function ruleWith(oneHost: z.ZodType<string>, onePath: z.ZodType<string>): z.ZodType<PolicyRule> {
  const hosts = z.array(oneHost).min(1).max(MOST.list)
  const paths = z.array(onePath).min(1).max(MOST.list)
  return z.discriminatedUnion('type', [
    z.strictObject({
      ...named,
      type: z.literal('time_window'),
      zone: z.string().max(100).refine(isZone, 'must be an IANA time zone, such as Europe/Berlin'),
      days: z.array(weekday).min(1).max(7).exactOptional(),
      from: minuteOfDay,
      to: minuteOfDay,
    }),
    z.strictObject({
      ...named,
      type: z.literal('ip_allowlist'),
      ranges: z.array(range).min(1).max(MOST.list),
    }),
    z.strictObject({
      ...named,
      type: z.literal('rate_limit'),
      requests: z.int().positive().max(1_000_000_000),
      seconds: duration,
      per: z.enum(['user', 'grant']).exactOptional(),
    }),
    z.strictObject({ ...named, type: z.literal('groups'), any_of: texts }),
    z.strictObject({ ...named, type: z.literal('ttl'), seconds: duration }),
    z.strictObject({
      ...named,
      type: z.literal('methods_and_paths'),
      allow: z
        .array(
          z.strictObject({
            methods: methods.exactOptional(),
            hosts: hosts.exactOptional(),
            paths: paths.exactOptional(),
          }),
        )
        .min(1)
        .max(MOST.list),
    }),
    z.strictObject({
      ...named,
      type: z.literal('require_approval'),
      methods: methods.exactOptional(),
      hosts: hosts.exactOptional(),
      paths: paths.exactOptional(),
      approver: z.enum(['user', 'operator']),
      ttl_seconds: z
        .int(APPROVAL_RULE)
        .min(1, APPROVAL_RULE)
        .max(LONGEST_APPROVAL, APPROVAL_RULE)
        .exactOptional(),
    }),
  ])
}

/** One rule of a policy: in a session request, of an agent, or in the vault's configuration. */
export const policyRule: z.ZodType<PolicyRule> = ruleWith(host, path)

/**
 * A rule that the vault stored. An earlier version took hosts and paths that match nothing, and such a rule can still
 * be shown, replaced and removed.
 */
export const storedPolicyRule: z.ZodType<PolicyRule> = ruleWith(storedHost, storedPath)
