import type {
  SignedInWallet,
  WalletActivity,
  WalletAppPage,
  WalletApproval,
  WalletConnectionPage,
  WalletFilters,
  WalletHome,
} from '@alter/protocol'
import { type Context, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Feed } from './data/feed.ts'
import type { Shelf } from './data/shelf.ts'
import type { Resource } from './data/resource.ts'
import type { Place } from './place.ts'
import type { Platform } from './platform.ts'
import type { SessionEvent } from './session.ts'
import type { Texts } from '@alter/connect/languages/wallet-texts'
import type { VaultClient } from './vault/client.ts'

/** Loaded data, so that Back shows it at once. */
export interface Shelves {
  home: Shelf<Resource<WalletHome>>
  app: Shelf<Resource<WalletAppPage>>
  connection: Shelf<Resource<WalletConnectionPage>>
  approval: Shelf<Resource<WalletApproval>>
  filters: Shelf<Resource<WalletFilters>>
  activity: Shelf<Feed<WalletActivity>>
}

/** Everything that a page works with. */
export interface Desk {
  platform: Platform
  client: VaultClient
  texts: Texts
  shelves: Shelves
  /** Announces a text to screen readers once. */
  say: (text: string) => void
  go: (place: Place, history?: 'add' | 'replace') => void
  send: (event: SessionEvent) => void
  /** Moves the focus to the page's heading when the focused element is gone. */
  toHeading: () => void
  /** Whether the user came from another page of the Wallet. Then the heading gets the focus. */
  hasMoved: () => boolean
}

export const DeskContext: Context<Desk | undefined> = createContext<Desk | undefined>(undefined)

/** @throws outside of the Wallet */
export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (desk === undefined) throw new Error('There is no desk here')
  return desk
}

/** The signed-in user, for pages that need one. */
export const UserContext: Context<SignedInWallet | undefined> = createContext<SignedInWallet | undefined>(
  undefined,
)

/** @throws where nobody is signed in */
export function useWallet(): SignedInWallet {
  const wallet = useContext(UserContext)
  if (wallet === undefined) throw new Error('Nobody is signed in')
  return wallet
}
