import type { Tightening } from './delegation.ts'
import type { PolicyRule } from './policy.ts'

/** What reads only. @see RFC 9110 §9.2.1 */
const READING = ['GET', 'HEAD', 'OPTIONS']
/** What changes something; methods that are none of the usual count with these. */
const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE']

/** The rules of a delegation: the app's, and those that the user made tighter. */
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

/** How long a delegation lives, in seconds: the shorter of what the app and the user say. `null`: as long as its grant. */
export function tightenedLife(most: number | null, { ttl_seconds }: Tightening): number | null {
  if (ttl_seconds === undefined) return most
  return most === null ? ttl_seconds : Math.min(most, ttl_seconds)
}
