import type { Tightening } from './delegation.ts'
import type { PolicyRule } from './policy.ts'

/** Methods that only read. @see RFC 9110 §9.2.1 */
const READING = ['GET', 'HEAD', 'OPTIONS']
/** The usual methods that change something. Unusual methods are treated like these. */
const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE']

/** The rules of a delegation: the app's rules, tightened by the user. */
export function tightenedRules(rules: PolicyRule[], { only_read, ask_each_time }: Tightening): PolicyRule[] {
  const own: PolicyRule[] = []
  if (only_read) {
    own.push({ type: 'methods_and_paths', name: 'only read', allow: [{ methods: READING }] })
  }
  if (ask_each_time) {
    own.push({ type: 'require_approval', name: 'ask me each time', methods: CHANGING, approver: 'user' })
  }
  return [...rules, ...own]
}

/** Life of a delegation in seconds: the shorter one of the app's and the user's. `null`: as long as its grant. */
export function tightenedLife(most: number | null, { ttl_seconds }: Tightening): number | null {
  if (ttl_seconds === undefined) return most
  return most === null ? ttl_seconds : Math.min(most, ttl_seconds)
}
