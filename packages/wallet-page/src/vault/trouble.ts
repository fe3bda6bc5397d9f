/** Everything that can go wrong between a page and the vault. */
export type TroubleCode =
  /** Nobody is signed in here any more. */
  | 'signed_out'
  /** It is not there, or not this user's: the vault does not say which. */
  | 'not_found'
  /** Somebody was faster, such as another tab. */
  | 'conflict'
  /** It is over, or the operator does not allow it. */
  | 'refused'
  | 'rate_limited'
  | 'offline'
  /** The vault did not answer, or not with what was asked for. */
  | 'unreachable'

export interface Trouble {
  code: TroubleCode
  /** What the vault calls it. */
  problem?: string
  /** Names the request in the vault's log: what a user can tell those who run it. */
  request?: string
}
