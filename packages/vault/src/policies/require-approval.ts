import type { Approver, RequireApprovalRule } from '@alter/protocol'
import { policyRule } from '@alter/protocol/schema'
import { namesHost } from '../outbound/names-host.ts'
import { decodeFully } from './decode-fully.ts'
import { type AskedRequest, doubtOf } from './methods-and-paths.ts'

/** The approval that a request needs before it is sent. */
export interface ApprovalNeed {
  /** Approvers, who are asked one after the other; at least one. */
  approvers: [Approver, ...Approver[]]
  /** Seconds within which they must decide. */
  ttl: number
  /** Name of the first rule that asks; `null` when it has none. */
  rule: string | null
}

/** How long approvers have when the rule does not say. Seconds. */
const DEFAULT_TTL = 3600

/** Users know best what belongs to them, so they are asked first. */
const ORDER: readonly Approver[] = ['user', 'operator']

/** The approval that all matching rules require together; `null` when none matches. */
export function needOf(rules: RequireApprovalRule[], request: AskedRequest): ApprovalNeed | null {
  const covering = rules.filter((rule) => covers(rule, request))
  const [first, ...others] = ORDER.filter((approver) => covering.some((rule) => rule.approver === approver))
  if (first === undefined) return null
  return {
    approvers: [first, ...others],
    ttl: Math.min(...covering.map(({ ttl_seconds = DEFAULT_TTL }) => ttl_seconds)),
    rule: covering.find(({ name }) => name !== undefined)?.name ?? null,
  }
}

/**
 * Whether a rule requires an approval for this request. Denying rules allow only what every server reads the same way.
 * This rule matches whatever any server may read that way.
 */
export function covers({ methods, hosts, paths }: RequireApprovalRule, request: AskedRequest): boolean {
  const { method, url } = request
  if (hosts !== undefined && !namesHost(hosts, withoutFinalDot(url))) return false
  if (methods === undefined && paths === undefined) return true
  if (doubtOf(request) !== null) return true
  const name = method.toUpperCase()
  if (methods !== undefined && !methods.includes(name) && USUAL.has(name)) return false
  if (paths === undefined) return true
  const readings = readingsOf(url.pathname)
  return readings === null || paths.some((pattern) => matchesAny(pattern, readings))
}

/** The same host is written with and without the final dot of DNS. */
function withoutFinalDot(url: URL): URL {
  const plain = new URL(url)
  plain.hostname = url.hostname.replace(/\.$/, '')
  return plain
}

/**
 * Whether a stored rule names a host or path that is refused today, because it matches nothing. Such a rule would ask
 * nobody.
 */
export function isRefusedToday(rule: RequireApprovalRule): boolean {
  const { hosts, paths } = rule
  return (hosts !== undefined || paths !== undefined) && !policyRule.safeParse(rule).success
}

/** The usual methods. A rule that names some of them also covers every unusual one. @see RFC 9110 §9, RFC 5789 */
const USUAL = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * The ways in which servers may read a path: decoded, in any case, with more or fewer slashes. `null` when they may read
 * anything. Made once for all patterns, because a path may be long and patterns many.
 */
function readingsOf(pathname: string): string[][] | null {
  const decoded = decodeFully(pathname)
  if (decoded === null) return null
  // Some servers read an encoded slash as part of a segment, others as a separator.
  return [segments(decoded), segments(pathname).map((segment) => decodeFully(segment) ?? segment)]
}

function matchesAny(pattern: string, readings: string[][]): boolean {
  const wanted = segments(decodeFully(pattern) ?? pattern)
  const isOpen = wanted.at(-1) === '**'
  if (isOpen) wanted.pop()
  return readings.some(
    (given) =>
      (isOpen ? given.length >= wanted.length : given.length === wanted.length) &&
      wanted.every((segment, index) => segment === '*' || segment === given[index]),
  )
}

/** Both steps, since only then Σ, σ and ς are one letter, and ß and SS. */
function segments(path: string): string[] {
  return path
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .split('/')
    .filter((segment) => segment !== '')
}
