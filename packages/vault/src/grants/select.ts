import {
  chooseGrant,
  type GrantTraits,
  notConnected,
  ofAccount,
  severalConnected,
} from '@alter/protocol/rules'
import type { App } from '../config/settings.ts'
import type { Caller } from '../identity/caller.ts'
import { ProblemError } from '../problem.ts'
import { catalog } from '../providers/catalog/catalog.ts'
import type { Provider } from '../providers/provider.ts'
import { requireUser } from '../user-problem.ts'
import { describeAccount, endedProblem, type StoredGrant } from './grant.ts'
import type { GrantLookup } from './lookup.ts'

/** How a call names a grant. */
export type Choice =
  | { grant: string }
  | {
      provider: string
      /** Label or grant id. Case matters only if labels of the provider differ by case. */
      account: string | null
    }

type GrantFinder = Pick<GrantLookup, 'find' | 'ofProvider'>

/** Finds the grant that a call names. Throws the problem that tells why there is none, or more than one. */
export async function selectGrant(store: GrantFinder, caller: Caller, choice: Choice): Promise<StoredGrant> {
  if ('grant' in choice) return findGrant(store, caller, choice.grant)
  const provider = requireProvider(caller.app, choice.provider)
  const user = requireUser(caller)
  const grants = await store.ofProvider(caller.app.id, user.id, provider.id)
  const { account } = choice
  const candidates =
    account === null ? grants : ofAccount(grants, account, traitsOf, provider.account.case_sensitive)
  return onlyOne(candidates, provider, account)
}

/** A grant by its id. With a user token, only that user's grants exist. */
export async function findGrant(
  store: GrantFinder,
  { app, user }: Pick<Caller, 'app' | 'user'>,
  id: string,
): Promise<StoredGrant> {
  const grant = await store.find(app.id, id)
  if (grant && (user === null || user.id === grant.userId)) return grant
  throw noSuchGrant(id)
}

export function noSuchGrant(id: string): ProblemError {
  return new ProblemError('grant_not_found', `There is no grant ${id.slice(0, 64)}.`)
}

/** A provider of the app by its id. Throws the problem that tells what to configure. */
export function requireProvider(app: App, id: string, field = 'provider'): Provider {
  const provider = app.providers.get(id)
  if (provider) return provider
  const configured = [...app.providers.keys()].join(', ') || 'none'
  throw catalog.has(id)
    ? new ProblemError(
        'provider_not_configured',
        `${id} is not configured for ${app.id}; configured: ${configured}.`,
        { field },
      )
    : new ProblemError(
        'unknown_provider',
        `There is no provider ${id.slice(0, 64)}; configured: ${configured}.${app.providers.has(id.toLowerCase()) ? ' Ids are in lower case.' : ''}`,
        { field },
      )
}

/** An altered grant is not skipped, or the call would go to another account. */
export function traitsOf({ id, accountIdentifier, intact, status, isDefault }: StoredGrant): GrantTraits {
  return {
    id,
    label: accountIdentifier,
    isLive: !intact || status === 'active',
    isDefault: isDefault === 1,
  }
}

/** The order of listings. Uses and refreshes do not change it. */
export function byAge(a: StoredGrant, b: StoredGrant): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)
}

function onlyOne(candidates: StoredGrant[], provider: Provider, account: string | null): StoredGrant {
  const chosen = chooseGrant(candidates, traitsOf)
  switch (chosen.kind) {
    case 'one':
      return chosen.grant
    case 'several':
      throw new ProblemError('ambiguous_grant', severalConnected(chosen.grants.length, provider.name), {
        provider: provider.id,
        accounts: chosen.grants.toSorted(byAge).map(describeAccount),
      })
    case 'ended':
      throw endedProblem(chosen.grant)
    case 'none':
      throw new ProblemError('grant_not_found', notConnected(provider.name, account), {
        provider: provider.id,
      })
  }
  return chosen satisfies never
}
