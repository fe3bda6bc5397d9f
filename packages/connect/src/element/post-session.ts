import { callBackend } from '../backend.ts'
import type { MintSession } from '../options.ts'
import type { Session } from '../platform/vault-session.ts'

/** Gets sessions as `alterRoutes` of `@alter/sdk` hands them out: with a `POST` of what is to be connected. */
export function postSession(url: string, credentials?: RequestCredentials): MintSession {
  return ({ provider, grantId, agent, accountHint, returnUrl, signal }): Promise<Session> =>
    callBackend(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        provider,
        grant_id: grantId,
        agent,
        account_hint: accountHint,
        return_url: returnUrl,
      }),
      signal,
      ...(credentials && { credentials }),
    })
}
