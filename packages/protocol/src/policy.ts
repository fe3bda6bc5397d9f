import type { Approver } from './approval.ts'

/**
 * One condition of a use. All rules of the app, the provider, the agent, the grant and the delegation must allow it. A
 * rule that cannot be evaluated denies.
 */
export type PolicyRule =
  | TimeWindowRule
  | IpAllowlistRule
  | RateLimitRule
  | GroupsRule
  | TtlRule
  | MethodsAndPathsRule
  | RequireApprovalRule

interface NamedRule {
  /** Name in `policy_error.policy`. Default: the place where the rule is configured. */
  name?: string
}

/** Days of a time window. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** Allows uses from `from` until before `to`. The window runs over midnight when `to` is not after `from`. */
export interface TimeWindowRule extends NamedRule {
  /** Kind of rule. */
  type: 'time_window'
  /** IANA zone, such as `Europe/Berlin`. */
  zone: string
  /** Days on which the window opens. Default: all. */
  days?: Weekday[]
  /** `HH:MM` */
  from: string
  /** `HH:MM`, up to `24:00`. */
  to: string
}

/** Allows uses from these addresses. An unknown address is refused. */
export interface IpAllowlistRule extends NamedRule {
  /** Kind of rule. */
  type: 'ip_allowlist'
  /** Addresses and CIDR ranges. */
  ranges: string[]
}

/** Limits the number of uses in a time. */
export interface RateLimitRule extends NamedRule {
  /** Kind of rule. */
  type: 'rate_limit'
  /** Uses in that time. */
  requests: number
  /** Length of the time in seconds. */
  seconds: number
  /** Whether each user or grant has a count of its own. Default: one count for all uses under the rule. */
  per?: 'user' | 'grant'
}

/** Allows uses of users whose token names one of these groups. */
export interface GroupsRule extends NamedRule {
  /** Kind of rule. */
  type: 'groups'
  /** Groups, of which one is enough. */
  any_of: string[]
}

/** Requires that the user authorized the grant no longer ago than this. */
export interface TtlRule extends NamedRule {
  /** Kind of rule. */
  type: 'ttl'
  /** Longest time since the authorization, in seconds. */
  seconds: number
}

/**
 * Requires a human's yes before each matching request. A request matches if all named conditions do; if servers may
 * read it differently, it matches when one of the readings does. This rule is checked last, so that a human is never
 * asked about a request that another rule denies.
 */
export interface RequireApprovalRule extends NamedRule {
  /** Kind of rule. */
  type: 'require_approval'
  /** Methods in upper case. An unusual method always matches. Default: all. */
  methods?: string[]
  /** Hosts as `host` or `host:port`. Default: all of the provider. */
  hosts?: string[]
  /** Path patterns: `*` stands for one segment, a last `**` for any number; case is ignored. Default: all. */
  paths?: string[]
  /** Who decides. */
  approver: Approver
  /** Seconds in which they can decide, at most a week. Default: 3600. */
  ttl_seconds?: number
}

/** Allows requests that match one of these entries. */
export interface MethodsAndPathsRule extends NamedRule {
  /** Kind of rule. */
  type: 'methods_and_paths'
  /** Allowed requests. A request must match one entry completely. */
  allow: {
    /** Methods in upper case. Default: all. */
    methods?: string[]
    /** Hosts as `host` or `host:port`. Default: all of the provider. */
    hosts?: string[]
    /** Path patterns: `*` stands for one segment, a last `**` for any number. Default: all. */
    paths?: string[]
  }[]
}
