import type { ProblemCode } from './problem.ts'

/** The properties of a grant that decide which one a call uses, independent of how grants are stored. */
export interface GrantTraits {
  /** Id of the grant. */
  id: string
  /** Label of the account at the provider. */
  label: string
  /** Whether calls can use it. */
  isLive: boolean
  /** Whether it is used when a call names none of several. */
  isDefault: boolean
}

type Describe<Grant> = (grant: Grant) => GrantTraits

/** The result of a choice among grants. */
export type ChosenGrant<Grant> =
  | { kind: 'one'; grant: Grant }
  /** Several grants are live, and none of them is the default. */
  | { kind: 'several'; grants: Grant[] }
  | { kind: 'ended'; grant: Grant }
  | { kind: 'none' }

/**
 * Chooses among the grants of one provider.
 * @param grants sorted by their last change, newest first
 */
export function chooseGrant<Grant>(grants: readonly Grant[], describe: Describe<Grant>): ChosenGrant<Grant> {
  const live = grants.filter((grant) => describe(grant).isLive)
  const [latest] = grants
  const [first, ...others] = live
  if (first === undefined) return latest === undefined ? { kind: 'none' } : { kind: 'ended', grant: latest }
  const chosen = others.length === 0 ? first : live.find((grant) => describe(grant).isDefault)
  return chosen === undefined ? { kind: 'several', grants: live } : { kind: 'one', grant: chosen }
}

/**
 * The grants of the account that a call names by grant id or label. An exact match wins; otherwise case is ignored,
 * unless labels of the provider differ by case.
 */
export function ofAccount<Grant>(
  grants: readonly Grant[],
  account: string,
  describe: Describe<Grant>,
  caseSensitive = false,
): Grant[] {
  const exact = grants.filter((grant) => {
    const { id, label } = describe(grant)
    return id === account || label === account
  })
  if (exact.length > 0 || caseSensitive) return exact
  return grants.filter((grant) => describe(grant).label.toLowerCase() === account.toLowerCase())
}

/**
 * The message of `grant_not_found`.
 * @param account the account in the call; `null` for any
 */
export function notConnected(providerName: string, account: string | null): string {
  const whose = account === null ? providerName : `the ${providerName} account ${account.slice(0, 100)}`
  return `The user has not connected ${whose}.`
}

/** The message of `ambiguous_grant`. */
export function severalConnected(count: number, providerName: string): string {
  return `The user connected ${count} ${providerName} accounts: say which one with account.`
}

/**
 * Why a grant has ended. `lost`: its refresh token was lost. `unrenewed`: the provider no longer renews its
 * tokens. `refused`: the provider no longer accepts them.
 */
export type GrantEnd = 'expired' | 'revoked' | 'lost' | 'unrenewed' | 'refused'

/**
 * Code and message for a grant that has ended.
 * @param account label and provider, as `ada@work.example at google`
 */
export function endOf(account: string, end: GrantEnd): { code: ProblemCode; detail: string } {
  switch (end) {
    case 'expired':
      return { code: 'grant_expired', detail: `The connection of ${account} has expired: connect it again.` }
    case 'revoked':
      return { code: 'grant_revoked', detail: `The connection of ${account} was revoked: connect it again.` }
    case 'lost':
    case 'unrenewed':
    case 'refused':
      return {
        code: 'credential_revoked',
        detail: `The connection of ${account} ended, because ${WHY[end]}: connect it again.`,
      }
  }
  return end satisfies never
}

const WHY = {
  lost: 'its refresh token was lost',
  unrenewed: 'the provider no longer renews it',
  refused: 'the provider no longer accepts it',
}
