import type { AccessTokens } from '../grants/access.ts'
import { assertMayHold } from '../grants/agent-scopes.ts'
import { type ChooseParts, currentFor } from '../grants/chosen.ts'
import type { Callers } from '../identity/caller.ts'
import type { Use } from '../policies/placed.ts'
import type { Policies } from '../policies/policies.ts'
import { requireProvider } from '../grants/select.ts'
import { fillProvider } from '../providers/fill.ts'
import { parseTarget } from './target.ts'

export interface AuthorizeParts extends ChooseParts {
  callers: Pick<Callers, 'confirmedWith'>
  tokens: AccessTokens
  policies: Policies
}

/** Confirms directly before a send that it may still happen. Throws the problem that tells why not. */
export interface Authorizer {
  /** Asks the database again, unless the use has waited for nothing since it was allowed. */
  unlessJustDone(use: Use, url: URL): Promise<void>
  /** Records that the use had to wait. */
  waited(): void
  again(use: Use, url: URL): Promise<void>
}

/** Creates the authorizer for one use. The grant was read and the key confirmed in this turn of the event loop. */
export function authorizer(parts: AuthorizeParts, request: Request): Authorizer {
  const { callers, tokens, policies } = parts
  let justDone = true
  // Runs once the use waits for a token, a counter or an answer. What was read before may then be old.
  const turn = setImmediate(() => (justDone = false))
  async function again(use: Use, url: URL): Promise<void> {
    const chosen = await callers.confirmedWith(request, currentFor(parts, use.caller, use.grant))
    const { grant } = chosen
    await tokens.assertAlive(grant)
    const provider = fillProvider(requireProvider(use.caller.app, grant.provider), grant.fields)
    parseTarget(url.href, provider.api_hosts)
    assertMayHold(use.caller.agent, provider, grant)
    await policies.assertStillAllowed({ ...use, ...chosen, provider, url })
  }
  return {
    again,
    waited() {
      justDone = false
    },
    async unlessJustDone(use, url) {
      clearImmediate(turn)
      const first = justDone
      justDone = false
      if (!first) await again(use, url)
    },
  }
}
