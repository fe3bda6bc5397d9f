import type { Approver, PolicyRule } from '@alter/protocol'
import { storedPolicyRule } from '@alter/protocol/schema'
import { z } from 'zod'
import { sha256 } from '../crypto/hash.ts'
import type { StoredDelegation } from '../grants/delegation.ts'
import type { StoredGrant } from '../grants/grant.ts'
import type { Caller } from '../identity/caller.ts'
import { ProblemError } from '../problem.ts'
import type { Provider } from '../providers/provider.ts'
import type { HiddenMethod } from './hidden-method.ts'
import type { OutgoingBody } from './outgoing-body.ts'

/** One use of a grant, before anything is sent to the provider. */
export interface Use {
  caller: Caller
  provider: Provider
  grant: StoredGrant
  /** The agent's delegation; `null` when the app itself uses the grant. */
  delegation: StoredDelegation | null
  /** The caller's address, if known. */
  ip: string | undefined
  method: string
  url: URL
  headers: Headers
  /** The body to send. A form in it may name another method. */
  body: OutgoingBody
  /** What is hidden in that body. It is made with it, and handed on with it. */
  hiddenMethod: HiddenMethod
  /** Approvers who said yes to exactly this request. Default: nobody was asked. */
  approvedBy?: readonly Approver[] | undefined
}

/** What says which rules stand over a use. */
export type Ruled = Pick<Use, 'caller' | 'provider' | 'grant' | 'delegation'>

/** A rule, and where it is configured. */
export interface Placed {
  place: string
  rule: PolicyRule
}

const grantRules = z.array(storedPolicyRule)

function at(place: string, rules: PolicyRule[]): Placed[] {
  return rules.map((rule) => ({ place, rule }))
}

/**
 * All rules for a use in the order of their checks. Rate limits come after the rules that only deny, and approvals
 * last, so that a denied use is neither counted nor shown to a human.
 */
export function placedRules({ caller, provider, grant, delegation }: Ruled): Placed[] {
  const all = [
    ...at(`app ${caller.app.id}`, caller.app.policies),
    ...at(`provider ${provider.id}`, provider.policies),
    ...(caller.agent ? at(`agent ${caller.agent.name}`, caller.agent.rules) : []),
    ...at(`grant ${grant.id}`, parseGrantRules(grant)),
    ...(delegation ? at(`delegation ${delegation.id}`, delegation.rules) : []),
  ]
  return all.toSorted((one, other) => turnOf(one) - turnOf(other))
}

function turnOf({ rule }: Placed): number {
  return rule.type === 'require_approval' ? 2 : rule.type === 'rate_limit' ? 1 : 0
}

function parseGrantRules(grant: StoredGrant): PolicyRule[] {
  try {
    return grantRules.parse(JSON.parse(grant.policies))
  } catch (cause) {
    const policy_error = {
      policy: `grant ${grant.id}`,
      type: 'unknown',
      reason: 'the rule could not be evaluated',
    }
    throw new ProblemError(
      'policy_violation',
      'The vault cannot read a policy of this grant, so it denies the call.',
      { policy_error, grant_id: grant.id },
      cause,
    )
  }
}

/** The key of a rule's counter. It contains the rule, so a changed rule starts to count anew. */
export function counterKey(
  place: string,
  rule: Extract<PolicyRule, { type: 'rate_limit' }>,
  { caller, grant }: Use,
): string {
  const of = rule.per === 'user' ? grant.userId : rule.per === 'grant' ? grant.id : ''
  return sha256(JSON.stringify([caller.app.id, place, rule, of]))
}
