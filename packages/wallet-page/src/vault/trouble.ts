import type { TroubleCode } from '@alter/connect/languages/wallet-texts'

export interface Trouble {
  code: TroubleCode
  /** What the vault calls it. */
  problem?: string
  /** Names the request in the vault's log: what a user can tell those who run it. */
  request?: string
}
