/**
 * Why nobody is signed in to the Wallet. `unmatched`: the answer belongs to no sign-in of this browser. `denied`: the
 * user said no. `ended`: the sign-in ended before it was written, at its issuer or with its user. `unreachable`: the issuer
 * does not answer. `failed`: it answered with something that cannot be accepted.
 * `not_offered`: the app has no Wallet.
 */
export type SignInTrouble = 'unmatched' | 'denied' | 'ended' | 'unreachable' | 'failed' | 'not_offered'

/** What the vault's pages without a script say in one language. */
export interface Texts {
  /** As in `lang`. */
  locale: string
  retry: string
  /** The answer of a provider belongs to no flow of this browser: there is nobody to send the user back to. */
  unmatched: { title: string; reason: string; next: string }
  backToWallet: string
  /** `{issuer}` stands for its host. */
  signIn: Record<SignInTrouble, { title: string; reason: string }>
}
