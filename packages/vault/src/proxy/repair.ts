import type { AccessTokens } from '../grants/access.ts'
import type { StoredGrant } from '../grants/grant.ts'
import type { Provider } from '../providers/provider.ts'
import type { Content } from './content.ts'
import { discard } from './discard.ts'
import type { Answer } from './forward.ts'

/** The result of one try. */
export interface Tried {
  answer: Answer
  /** Absent when it was not read yet. */
  content?: Content
  /** Whether the provider refused the token, so that nothing was done. */
  refusesToken: boolean
}

/** One request with a token. */
export interface Try {
  grant: StoredGrant
  provider: Provider
  token: string
  /** Whether its body can be sent again. */
  repeatable: boolean
}

/**
 * Refreshes a refused token once, and repeats the request if possible. If that does not help, the account document
 * tells whether the grant has ended, and the problem that says so is thrown. `renewed`: the token was refreshed, but
 * this request could not be repeated.
 */
export async function withRepair(
  tokens: AccessTokens,
  { grant, provider, token, repeatable }: Try,
  send: (token: string) => Promise<Tried>,
): Promise<Tried & { renewed: boolean }> {
  const first = await send(token)
  if (!first.refusesToken) return { ...first, renewed: false }
  const other = await orDiscard(first, tokens.after(grant, provider, token))
  // The token endpoint still issues the same token, so the grant is intact. The caller sees why the API refuses it.
  if (other === token) return { ...first, renewed: false }
  if (other !== null && repeatable) {
    discard(first.answer.body)
    const second = await send(other)
    if (second.refusesToken) await orDiscard(second, tokens.assertAccepted(grant, provider, other))
    return { ...second, renewed: false }
  }
  await orDiscard(first, tokens.assertAccepted(grant, provider, other ?? token))
  return { ...first, renewed: other !== null }
}

async function orDiscard<Result>({ answer }: Tried, asked: Promise<Result>): Promise<Result> {
  try {
    return await asked
  } catch (error) {
    discard(answer.body)
    throw error
  }
}
