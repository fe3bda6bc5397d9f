import type { AccessTokens } from '../grants/access.ts'
import type { StoredGrant } from '../grants/grant.ts'
import type { Provider } from '../providers/provider.ts'
import type { Content } from './content.ts'
import { discard } from './discard.ts'
import type { Answer } from './forward.ts'

/** What came of one try. */
export interface Tried {
  answer: Answer
  /** Absent where it was not read yet. */
  content?: Content
  /** The provider did not take the token, so nothing was done. */
  refusesToken: boolean
}

/** What is tried. */
export interface Try {
  grant: StoredGrant
  provider: Provider
  token: string
  /** Its body can be sent again. */
  repeatable: boolean
}

/**
 * A token that is refused gets one refresh, whatever was sent, and what can be sent again one more try. Where that does
 * not help, the account document tells whether the grant is over; then this throws the problem that says so. `renewed`:
 * the token was refreshed, but this request could not be repeated.
 */
export async function withRepair(
  tokens: AccessTokens,
  { grant, provider, token, repeatable }: Try,
  send: (token: string) => Promise<Tried>,
): Promise<Tried & { renewed: boolean }> {
  const first = await send(token)
  if (!first.refusesToken) return { ...first, renewed: false }
  const other = await orDiscard(first, tokens.after(grant, provider, token))
  // The token endpoint still issues it, so the grant stands: what the API has against it is the caller's to see.
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
