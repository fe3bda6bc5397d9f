import type { Approver, RequireApprovalRule } from '@alter/protocol'
import { decodeFully } from './decode-fully.ts'
import { type AskedRequest, doubtOf } from './methods-and-paths.ts'

/** Who must say yes to a request before it is sent. */
export interface ApprovalNeed {
  /** One after the other; at least one. */
  approvers: [Approver, ...Approver[]]
  /** Seconds that this can be done in. */
  ttl: number
  /** What the first of the rules is called that asks; `null` where it has no name. */
  rule: string | null
}

/** Seconds. */
const DEFAULT_TTL = 3600

/** Users know best what is theirs, so they are asked first. */
const ORDER: readonly Approver[] = ['user', 'operator']

/** What all the rules that cover a request ask for together; `null` where none covers it. */
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
 * Whether a rule asks for a yes to this request. The rules that deny let pass only what every server reads as named; this
 * one covers what any server may read so.
 */
export function covers({ methods, hosts, paths }: RequireApprovalRule, request: AskedRequest): boolean {
  const { method, url } = request
  const isHost = hosts === undefined || hosts.includes(url.host) || hosts.includes(withPort(url))
  if (!isHost) return false
  if (methods === undefined && paths === undefined) return true
  if (doubtOf(request) !== null) return true
  const name = method.toUpperCase()
  return (
    (methods === undefined || methods.includes(name) || !USUAL.has(name)) &&
    (paths === undefined || paths.some((pattern) => mayMatch(pattern, url.pathname)))
  )
}

/** Whoever names methods thinks of these. @see RFC 9110 §9, RFC 5789 */
const USUAL = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])

function withPort({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`
}

/** In any form that a server may give a path: decoded, in another case, with more slashes or fewer. */
function mayMatch(pattern: string, pathname: string): boolean {
  const decoded = decodeFully(pathname)
  if (decoded === null) return true
  const wanted = segments(decodeFully(pattern) ?? pattern)
  const isOpen = wanted.at(-1) === '**'
  if (isOpen) wanted.pop()
  // An encoded slash is one segment to some servers and two to others.
  const forms = [segments(decoded), segments(pathname).map((segment) => decodeFully(segment) ?? segment)]
  return forms.some(
    (given) =>
      (isOpen ? given.length >= wanted.length : given.length === wanted.length) &&
      wanted.every((segment, index) => segment === '*' || segment === given[index]),
  )
}

function segments(path: string): string[] {
  return path
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '')
}
