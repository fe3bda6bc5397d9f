import type { ProblemCode } from './problem.ts'

/** What a call asks of a grant, whatever the shape in which a grant is kept. */
export interface GrantTraits {
  /** Id of the grant. */
  id: string
  /** Label of the account at the provider. */
  label: string
  /** Whether calls can use it. */
  isLive: boolean
  /** Whether it is meant where a call names none of several. */
  isDefault: boolean
}

type Describe<Grant> = (grant: Grant) => GrantTraits

/** Which grant a call means. */
export type ChosenGrant<Grant> =
  | { kind: 'one'; grant: Grant }
  /** Several are live, and none is the default. */
  | { kind: 'several'; grants: Grant[] }
  | { kind: 'ended'; grant: Grant }
  | { kind: 'none' }

/**
 * Chooses among the grants of one provider.
 * @param grants the one that changed last comes first
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
 * The grants of the account that a call names, by grant id or label: to the letter, and else in any case, unless the
 * provider tells labels apart by it.
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

/** The sentence of `grant_not_found`. @param account as the call names it; `null`: any */
export function notConnected(providerName: string, account: string | null): string {
  const whose = account === null ? providerName : `the ${providerName} account ${account.slice(0, 100)}`
  return `The user has not connected ${whose}.`
}

/** The sentence of `ambiguous_grant`. */
export function severalConnected(count: number, providerName: string): string {
  return `The user connected ${count} ${providerName} accounts: say which one with account.`
}

/** Why a grant is over. `lost`: its refresh token. `unrenewed`, `refused`: by the provider. */
export type GrantEnd = 'expired' | 'revoked' | 'lost' | 'unrenewed' | 'refused'

/** Code and sentence of a call for a grant that is over. @param account label and provider, as `ada@work.example at google` */
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
