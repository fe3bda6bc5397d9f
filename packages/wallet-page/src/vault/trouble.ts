import type { TroubleCode } from '@alter/connect/languages/wallet-texts'

export interface Trouble {
  code: TroubleCode
  /** The vault's code for it. */
  problem?: string
  /** Id of the request in the vault's log, for support. */
  request?: string
}
