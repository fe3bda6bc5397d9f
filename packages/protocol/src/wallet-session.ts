import type { WalletAppName } from './wallet-name.ts'

/** One way to sign in: at one issuer, for all of the apps that share it. */
export interface WalletSignIn {
  /**
   * Where the browser goes to sign in. With `&to=` and one of the page's own places, such as `/approvals/{id}`, the
   * user comes back to it; with `&locale=` the pages on the way are in that language.
   */
  url: string
  /** At least one. */
  apps: WalletAppName[]
}

/** `GET /wallet/api/session`, also for those who are not signed in. */
export type WalletSession = SignedOutWallet | SignedInWallet

/** The answer to whoever is not signed in, or no longer. */
export interface SignedOutWallet {
  /** Tells it from {@link SignedInWallet}. */
  signed_in: false
  /** Empty where no app of this vault has what a sign-in needs. */
  sign_in: WalletSignIn[]
}

/** The answer to a user who is signed in. */
export interface SignedInWallet {
  /** Tells it from {@link SignedOutWallet}. */
  signed_in: true
  /** Who is signed in. */
  user: {
    /** A verified address, a name or a subject: for people. Never empty. */
    label: string
  }
  /** When the sign-in ends by itself. */
  expires_at: string
  /** Signing out here goes on to the issuer, and ends the sign-in there too. */
  ends_at_issuer: boolean
  /** The apps by whose issuer this user is signed in, whether or not they have something of theirs. */
  apps: WalletAppName[]
  /** Apps that allow their users to be forgotten by them. Empty: do not offer it. */
  forgettable: WalletAppName[]
  /** Other issuers of this vault, where the same person may have more. */
  sign_in: WalletSignIn[]
}

/** `POST /wallet/api/sign-out`. No body. */
export interface WalletSignOut {
  /** Where the browser goes then: the issuer, which sends it back to the Wallet; absent where it ends nothing. */
  url?: string
}

/** `POST /wallet/api/forget` */
export interface WalletForgetRequest {
  /** Default: every app in `forgettable`. */
  app_id?: string
}

/** What was forgotten. */
export interface WalletForgetting {
  /** Those that forgot the user, with how many of their connections ended. */
  apps: { app_id: string; connections_ended: number }[]
  /** Nothing of the user's is left, and they are signed out. */
  signed_out: boolean
}
