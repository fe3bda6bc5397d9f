import { chooseGrant, ofAccount } from '@alter/protocol/rules'
import { createBounded } from '../bounded.ts'
import type { Caller } from '../identity/caller.ts'
import type { CallingAgent } from '../identity/keys/agent.ts'
import { ProblemError } from '../problem.ts'
import type { Provider } from '../providers/provider.ts'
import type { StoredDelegation } from './delegation.ts'
import { assertUsable, describeAccount, type StoredGrant } from './grant.ts'
import type { DelegationFinder } from './known-delegations.ts'
import type { GrantFinder } from './known.ts'
import { byAge, type Choice, noSuchGrant, requireProvider, traitsOf } from './select.ts'

/** A grant, and the delegation by which an agent may use it. */
export interface Delegated {
  grant: StoredGrant
  delegation: StoredDelegation
}

type AgentCaller = Pick<Caller, 'app' | 'user'> & { agent: CallingAgent }

/** Finds the grants that an agent may use. Grants that were not delegated to it do not exist for it. */
export interface DelegatedGrants {
  /** The grant of a call. Throws the problem that tells why there is none, or more than one. */
  select(caller: AgentCaller, choice: Choice): Promise<Delegated>
  /** A grant by its id. Throws `grant_not_found`. */
  find(caller: AgentCaller, id: string): Promise<Delegated>
  /** A grant and its delegation as they stand now. Throws `no_delegated_grant` when one of them has ended. */
  current(caller: AgentCaller, grant: StoredGrant): Promise<Delegated>
}

/** Users whose grants are searched when a call names no user. */
const MOST_GIVERS = 64
/** Grants whose user is remembered. The user of a grant never changes. */
const MOST_PLACES = 10_000

export function createDelegatedGrants(grants: GrantFinder, delegations: DelegationFinder): DelegatedGrants {
  const places = createBounded<{ user: string; provider: string }>({ entries: MOST_PLACES })
  /**
   * Users who let an agent use a provider, as the last look-up found. The next look-up reads their grants together with
   * the list of users.
   */
  const guesses = createBounded<string[]>({ entries: MOST_PLACES })

  /** All grants of a provider that one user delegated. One question to the database brings grants and delegations. */
  async function ofUser(caller: AgentCaller, user: string, provider: string): Promise<Delegated[]> {
    const { app, agent } = caller
    const [theirs, given] = await Promise.all([
      grants.ofProvider(app.id, user, provider).catch((error: unknown) => noneOfDeleted(caller, error)),
      delegations.ofUser(app.id, user, agent.id),
    ])
    return theirs.flatMap((grant) => {
      const delegation = given.find(({ grantId }) => grantId === grant.id)
      return delegation ? [{ grant, delegation }] : []
    })
  }
  async function givers({ app, agent }: AgentCaller, provider: string): Promise<string[]> {
    return delegations.givers(app.id, agent.id, provider, MOST_GIVERS + 1)
  }
  /** All grants of a provider that any user delegated. */
  async function ofAll(
    caller: AgentCaller,
    provider: string,
  ): Promise<{ found: Delegated[]; isMore: boolean }> {
    async function ofUsers(users: string[]): Promise<Delegated[]> {
      const found = await Promise.all(
        users.slice(0, MOST_GIVERS).map((user) => ofUser(caller, user, provider)),
      )
      return found.flat()
    }
    const key = JSON.stringify([caller.app.id, caller.agent.id, provider])
    const guess = guesses.get(key)
    const [users, guessed] = await Promise.all([givers(caller, provider), guess && ofUsers(guess)])
    guesses.set(key, users)
    const isMore = users.length > MOST_GIVERS
    const isRight = guess?.length === users.length && guess.every((user) => users.includes(user))
    return { found: isRight && guessed ? guessed : await ofUsers(users), isMore }
  }
  async function byId(caller: AgentCaller, id: string): Promise<Delegated> {
    const { app, user } = caller
    const known = JSON.stringify([app.id, id])
    let place = places.get(known)
    if (!place) {
      const grant = await grants.find(app.id, id)
      if (!grant || grant.userId === '') throw noSuchGrant(id)
      place = { user: grant.userId, provider: grant.provider }
      places.set(known, place)
    }
    if (user !== null && user.id !== place.user) throw noSuchGrant(id)
    const found = await ofUser(caller, place.user, place.provider)
    const delegated = found.find(({ grant }) => grant.id === id)
    if (!delegated) throw noSuchGrant(id)
    return delegated
  }

  return {
    async select(caller, choice) {
      if ('grant' in choice) return usable(await byId(caller, choice.grant))
      const { app, user, agent } = caller
      const provider = requireProvider(app, choice.provider)
      const { found, isMore } =
        user === null
          ? await ofAll(caller, provider.id)
          : { found: await ofUser(caller, user.id, provider.id), isMore: false }
      const { account } = choice
      // The users that were not searched may have an account with this label.
      if (isMore && account === null) throw several(found, provider, agent)
      if (isMore && account !== null) {
        return byId(caller, account).then(usable, () => {
          throw several(found, provider, agent)
        })
      }
      return onlyOne(found, { agent, provider, account, isOfUser: user !== null })
    },
    find: byId,
    async current(caller, grant) {
      const found = await ofUser(caller, grant.userId, grant.provider)
      const delegated = found.find((each) => each.grant.id === grant.id)
      if (delegated) return delegated
      throw notDelegated(caller.agent, requireProvider(caller.app, grant.provider), grant.accountIdentifier)
    },
  }
}

function usable(delegated: Delegated): Delegated {
  assertUsable(delegated.grant)
  return delegated
}

/** No grants of a deleted user. The token of such a user is refused. */
function noneOfDeleted({ user }: AgentCaller, error: unknown): StoredGrant[] {
  const isGone = error instanceof ProblemError && error.code === 'invalid_user_token'
  if (user === null && isGone) return []
  throw error
}

interface Asked {
  agent: CallingAgent
  provider: Provider
  account: string | null
  isOfUser: boolean
}

function onlyOne(found: Delegated[], { agent, provider, account, isOfUser }: Asked): Delegated {
  function describe({ grant }: Delegated): ReturnType<typeof traitsOf> {
    const traits = traitsOf(grant)
    // A default is one user's choice. It does not choose between users.
    return isOfUser ? traits : { ...traits, isDefault: false }
  }
  const candidates =
    account === null ? found : ofAccount(found, account, describe, provider.account.case_sensitive)
  const chosen = chooseGrant(candidates, describe)
  switch (chosen.kind) {
    case 'one':
      return usable(chosen.grant)
    case 'several':
      throw several(chosen.grants, provider, agent)
    case 'ended':
    case 'none':
      throw notDelegated(agent, provider, account)
  }
  return chosen satisfies never
}

function several(among: Delegated[], provider: Provider, agent: CallingAgent): ProblemError {
  const accounts = among.map(({ grant }) => grant).toSorted(byAge)
  return new ProblemError(
    'ambiguous_grant',
    `${agent.name} may use ${accounts.length} ${provider.name} accounts or more: say which one with account, by its id if labels are the same, or send the user's JWT.`,
    { provider: provider.id, accounts: accounts.map(describeAccount) },
  )
}

/** The problem that names provider and agent, so that a client can start a Connect session with them. */
function notDelegated(
  { id, name, displayName }: CallingAgent,
  provider: Provider,
  account: string | null,
): ProblemError {
  const whose =
    account === null ? `a ${provider.name} account` : `the ${provider.name} account ${account.slice(0, 100)}`
  return new ProblemError(
    'no_delegated_grant',
    `${name} may not use ${whose}: no user allows it now. Ask for it in a Connect session with agent "${name}" and the provider ${provider.id}.`,
    { provider: provider.id, agent: { agent_id: id, name, display_name: displayName } },
  )
}
