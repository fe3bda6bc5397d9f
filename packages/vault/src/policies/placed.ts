import type { Approver, PolicyRule } from '@alter/protocol'
import { policyRule } from '@alter/protocol/schema'
import { z } from 'zod'
import { sha256 } from '../crypto/hash.ts'
import type { StoredDelegation } from '../grants/delegation.ts'
import type { StoredGrant } from '../grants/grant.ts'
import type { Caller } from '../identity/caller.ts'
import { ProblemError } from '../problem.ts'
import type { Provider } from '../providers/provider.ts'
import type { OutgoingBody } from './outgoing-body.ts'

/** One use of a grant, before the provider hears of it. */
export interface Use {
  caller: Caller
  provider: Provider
  grant: StoredGrant
  /** By what an agent uses the grant; `null` where the app itself does. */
  delegation: StoredDelegation | null
  /** Address of the caller, as far as it is known. */
  ip: string | undefined
  method: string
  url: URL
  headers: Headers
  /** As it is to be sent: a form in it may name another method. */
  body: OutgoingBody
  /** Those who said yes to exactly this request. Default: nobody was asked. */
  approvedBy?: readonly Approver[] | undefined
}

/** A rule and where it stands. */
export interface Placed {
  place: string
  rule: PolicyRule
}

const grantRules = z.array(policyRule)

function at(place: string, rules: PolicyRule[]): Placed[] {
  return rules.map((rule) => ({ place, rule }))
}

/** Those that count come last but for those that ask: a use that another rule denies is neither counted nor asked for. */
export function placedRules({ caller, provider, grant, delegation }: Use): Placed[] {
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
      'A policy of this grant cannot be read, so it denies.',
      { policy_error, grant_id: grant.id },
      cause,
    )
  }
}

/** The rule is part of it: a changed rule starts to count anew. */
export function counterKey(
  place: string,
  rule: Extract<PolicyRule, { type: 'rate_limit' }>,
  { caller, grant }: Use,
): string {
  const of = rule.per === 'user' ? grant.userId : rule.per === 'grant' ? grant.id : ''
  return sha256(JSON.stringify([caller.app.id, place, rule, of]))
}
