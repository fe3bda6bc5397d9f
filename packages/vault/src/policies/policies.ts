import type { PolicyRule, RequireApprovalRule } from '@alter/protocol'
import type { StoredGrant } from '../grants/grant.ts'
import type { Log } from '../log.ts'
import { ProblemError } from '../problem.ts'
import { hiddenMethodOf } from './hidden-method.ts'
import { checkIpAllowlist } from './ip-allowlist.ts'
import { checkMethodsAndPaths } from './methods-and-paths.ts'
import { counterKey, type Placed, placedRules, type Ruled, type Use } from './placed.ts'
import type { CheckRate } from './rate-limit.ts'
import { type ApprovalNeed, covers, isRefusedToday, needOf } from './require-approval.ts'
import { checkTimeWindow } from './time-window.ts'
import { ALLOWED, type Denial, denied, type Verdict } from './verdict.ts'

/** Applies the rules to a use of a grant. */
export interface Policies {
  /** Whether a rule looks into the body, so that it must be held. */
  looksInto(use: Ruled): boolean
  /**
   * Throws as {@link Policies.assertAllowed} does, where a use is denied whatever its body is. Nothing is counted and no
   * approval is asked for, so that a body need not be held to refuse it.
   */
  assertOpen(use: Use): Promise<void>
  /** Throws `policy_violation` for a denied use, or `grant_expired` when only the user can lift the denial. */
  assertAllowed(use: Use): Promise<void>
  /**
   * Checks all rules again except those that count, for a use that waited since it was allowed. Throws as {@link
   * Policies.assertAllowed} does, and also when a rule now asks for a yes that nobody gave.
   */
  assertStillAllowed(use: Use): Promise<void>
  /** The approval that an allowed use needs; `null` for none. Call it directly after {@link Policies.assertAllowed}. */
  approvalNeeded(use: Use): ApprovalNeed | null
  /** Whether the rules also allow the target of a redirect. */
  mayFollow(use: Use, url: URL): boolean
}

export function createPolicies(checkRate: CheckRate, log: Log, now: () => number): Policies {
  async function check({ place, rule }: Placed, use: Use): Promise<Verdict> {
    switch (rule.type) {
      case 'time_window':
        return checkTimeWindow(rule, now())
      case 'ip_allowlist':
        return checkIpAllowlist(rule, use.ip)
      case 'groups':
        return checkGroups(rule.any_of, use)
      case 'ttl':
        return checkTtl(rule.seconds, use.grant, now())
      case 'methods_and_paths':
        return checkMethodsAndPaths(rule, use)
      case 'rate_limit':
        return checkRate(rule, counterKey(place, rule, use))
      case 'require_approval':
        return checkApproved(rule, use)
      default:
        return rule satisfies never
    }
  }
  async function failsClosed(placed: Placed, use: Use): Promise<Verdict> {
    try {
      return await check(placed, use)
    } catch (error) {
      log.error(
        { err: error, grant: use.grant.id, policy: nameOf(placed) },
        'a policy could not be evaluated',
      )
      return denied('the rule could not be evaluated')
    }
  }
  async function assertAll(rules: Placed[], use: Use): Promise<void> {
    for (const placed of rules) {
      const verdict = await failsClosed(placed, use)
      if (!verdict.allowed) throw violation(placed, verdict, use)
    }
  }
  return {
    looksInto: (use) => placedRules(use).some(({ rule }) => namesRequests(rule)),
    async assertOpen(use) {
      const rules = placedRules(use).filter(({ rule }) => !asksHuman(rule) && rule.type !== 'rate_limit')
      const body = { kind: 'none' } as const
      await assertAll(rules, { ...use, body, hiddenMethod: hiddenMethodOf(body) })
    },
    async assertAllowed(use) {
      const rules = placedRules(use).filter(({ rule }) => !asksHuman(rule))
      await assertAll(rules, use)
    },
    approvalNeeded: (use) =>
      needOf(
        placedRules(use).flatMap(({ rule }) => (rule.type === 'require_approval' ? [rule] : [])),
        use,
      ),
    async assertStillAllowed(use) {
      const rules = placedRules(use).filter(({ rule }) => rule.type !== 'rate_limit')
      await assertAll(rules, use)
    },
    mayFollow(use, url) {
      const next = { ...use, url }
      return placedRules(use).every(({ rule }) => {
        if (rule.type === 'require_approval') return !covers(rule, next)
        return rule.type !== 'methods_and_paths' || checkMethodsAndPaths(rule, next).allowed
      })
    },
  }
}

/** Whether a human decides. A stored rule that is refused today denies instead, whoever would be asked. */
function asksHuman(rule: PolicyRule): boolean {
  return rule.type === 'require_approval' && !isRefusedToday(rule)
}

function namesRequests(rule: PolicyRule): boolean {
  if (rule.type === 'methods_and_paths') return true
  return rule.type === 'require_approval' && (rule.methods !== undefined || rule.paths !== undefined)
}

function checkGroups(accepted: string[], { caller }: Use): Verdict {
  if (caller.user === null) return denied('the call has no user, so no groups')
  const member = caller.user.groups.some((group) => accepted.includes(group))
  return member ? ALLOWED : denied(`the user is in none of ${accepted.join(', ')}`)
}

function checkApproved(rule: RequireApprovalRule, use: Use): Verdict {
  if (isRefusedToday(rule))
    return denied('a host or path of the rule can match nothing: write the rule again')
  const isApproved = use.approvedBy?.includes(rule.approver) === true || !covers(rule, use)
  return isApproved ? ALLOWED : denied(`the ${rule.approver} must say yes first and was not asked`)
}

function checkTtl(seconds: number, grant: StoredGrant, now: number): Verdict {
  const authorizedAt = grant.authorizedAt || grant.createdAt
  return now < authorizedAt + seconds * 1000
    ? ALLOWED
    : { ...denied(`it was authorized more than ${seconds} seconds ago`), expired: true }
}

function nameOf({ place, rule }: Placed): string {
  return rule.name ?? place
}

function violation(placed: Placed, denial: Denial, { grant }: Use): ProblemError {
  const { reason, retryAfter, expired } = denial
  const { type } = placed.rule
  const retry = retryAfter === undefined ? {} : { retry_after: retryAfter }
  const policy_error = { policy: nameOf(placed), type, reason, ...retry }
  const details = { policy_error, grant_id: grant.id, provider: grant.provider, ...retry }
  const who = `The policy "${policy_error.policy}" (${type})`
  return expired
    ? new ProblemError('grant_expired', `${who} ends this connection: ${reason}. Connect it again.`, details)
    : new ProblemError('policy_violation', `${who} denies this: ${reason}.`, details)
}
