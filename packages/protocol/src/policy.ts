import type { Approver } from './approval.ts'

/**
 * One condition of a use. All rules of the app, the provider, the agent, the grant and the delegation must allow; one
 * that cannot be evaluated denies.
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
  /** What `policy_error.policy` calls it. Default: where it stands. */
  name?: string
}

/** Days as a time window names them. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** Uses are allowed from `from` until before `to`; over midnight when `to` is not after `from`. */
export interface TimeWindowRule extends NamedRule {
  /** Names the rule. */
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

/** The caller's address must be one of these. An unknown address is none of them. */
export interface IpAllowlistRule extends NamedRule {
  /** Names the rule. */
  type: 'ip_allowlist'
  /** Addresses and CIDR ranges. */
  ranges: string[]
}

/** So many uses in so much time. */
export interface RateLimitRule extends NamedRule {
  /** Names the rule. */
  type: 'rate_limit'
  /** How many uses are allowed. */
  requests: number
  /** In how much time. */
  seconds: number
  /** Counted for each user or grant by itself. Default: all uses that the rule stands over. */
  per?: 'user' | 'grant'
}

/** The user's token must name one of these groups. */
export interface GroupsRule extends NamedRule {
  /** Names the rule. */
  type: 'groups'
  /** One of them is enough. */
  any_of: string[]
}

/** The user must have authorized, or authorized again, no longer ago than this. */
export interface TtlRule extends NamedRule {
  /** Names the rule. */
  type: 'ttl'
  /** How long ago at most. */
  seconds: number
}

/**
 * A human says yes before each request that it covers. All that is named must fit for one to be covered, and what some
 * server may read as covered is. Asked last: what another rule denies is never put to a human.
 */
export interface RequireApprovalRule extends NamedRule {
  /** Names the rule. */
  type: 'require_approval'
  /** In upper case. Default: all. One that is none of the usual is covered, whichever are named. */
  methods?: string[]
  /** `host` or `host:port`. Default: all of the provider. */
  hosts?: string[]
  /** `*` stands for one segment, a last `**` for any number; upper and lower case are the same. Default: all. */
  paths?: string[]
  /** Who says yes. */
  approver: Approver
  /** Seconds in which a yes can be given, at most a week. Default: 3600. */
  ttl_seconds?: number
}

/** The request must match one of these. */
export interface MethodsAndPathsRule extends NamedRule {
  /** Names the rule. */
  type: 'methods_and_paths'
  /** What is allowed; a request must match one entry whole. */
  allow: {
    /** In upper case. Default: all. */
    methods?: string[]
    /** `host` or `host:port`. Default: all of the provider. */
    hosts?: string[]
    /** `*` stands for one segment, a last `**` for any number. Default: all. */
    paths?: string[]
  }[]
}
