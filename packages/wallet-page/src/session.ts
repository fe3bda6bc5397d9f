import type { Farewell } from '@alter/connect/languages/wallet-texts'
import type { SignedInWallet, WalletSession, WalletSignIn } from '@alter/protocol'
import type { News } from './platform.ts'
import type { Trouble } from './vault/trouble.ts'

/** The state of the sign-in. */
export type Session =
  | { status: 'asking'; farewell?: Farewell }
  | { status: 'signed_out'; ways: WalletSignIn[]; farewell?: Farewell }
  | { status: 'signed_in'; wallet: SignedInWallet }
  /** The vault could not be asked. */
  | { status: 'stuck'; trouble: Trouble; farewell?: Farewell }

export type SessionEvent =
  | { type: 'answered'; wallet: WalletSession }
  | { type: 'refused'; trouble: Trouble }
  /** The vault answered that nobody is signed in. */
  | { type: 'ended' }
  | { type: 'left' }
  | { type: 'forgotten' }
  | { type: 'news'; news: News }
  | { type: 'retried' }

/** With each `asking` the vault is asked again. A signed-in user stays signed in meanwhile. */
export function updateSession(session: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'answered':
      if (event.wallet.signed_in) return { status: 'signed_in', wallet: event.wallet }
      return { status: 'signed_out', ways: event.wallet.sign_in, ...farewellOf(session) }
    case 'refused':
      return session.status === 'asking'
        ? { status: 'stuck', trouble: event.trouble, ...farewellOf(session) }
        : session
    case 'ended':
    case 'left':
    case 'forgotten':
      return session.status === 'signed_in' ? { status: 'asking', farewell: event.type } : session
    case 'news':
      return applyNews(session, event.news)
    case 'retried':
      break
  }
  return session.status === 'stuck' ? { status: 'asking', ...farewellOf(session) } : session
}

function applyNews(session: Session, news: News): Session {
  if (news === 'signed_out' && session.status === 'signed_in') return { status: 'asking', farewell: 'left' }
  if (news === 'signed_in' && session.status !== 'signed_in') return { status: 'asking' }
  return session
}

function farewellOf(session: Session): { farewell?: Farewell } {
  if (session.status === 'signed_in') return { farewell: 'ended' }
  return 'farewell' in session && session.farewell !== undefined ? { farewell: session.farewell } : {}
}
