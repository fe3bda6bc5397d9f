import type { WalletAppName } from './wallet-name.ts'

/** One way to sign in: at one issuer, for all apps that share it. */
export interface WalletSignIn {
  /**
   * Address that starts the sign-in. `&to=` with one of the page's own places, such as `/approvals/{id}`, brings the
   * user back there. `&locale=` sets the language of the pages on the way.
   */
  url: string
  /** The apps, at least one. */
  apps: WalletAppName[]
}

/** `GET /wallet/api/session`, with or without a sign-in. */
export type WalletSession = SignedOutWallet | SignedInWallet

/** The answer for a visitor who is not signed in. */
export interface SignedOutWallet {
  /** Distinguishes it from {@link SignedInWallet}. */
  signed_in: false
  /** Empty when no app of this vault has the settings for a sign-in. */
  sign_in: WalletSignIn[]
}

/** The answer to a user who is signed in. */
export interface SignedInWallet {
  /** Distinguishes it from {@link SignedOutWallet}. */
  signed_in: true
  /** The user. */
  user: {
    /** Label for people: a verified address, a name or a subject. Never empty. */
    label: string
  }
  /** When the sign-in ends by itself. */
  expires_at: string
  /** Whether signing out also ends the sign-in at the issuer. */
  ends_at_issuer: boolean
  /** The apps that share this issuer, whether or not they keep anything of the user. */
  apps: WalletAppName[]
  /** Apps that let users have themselves forgotten. When empty, the page does not offer it. */
  forgettable: WalletAppName[]
  /** Other issuers of this vault, where the same person may have more connections. */
  sign_in: WalletSignIn[]
}

/** `POST /wallet/api/sign-out`. No body. */
export interface WalletSignOut {
  /**
   * Address at which the browser signs out of the issuer, which sends it back to the Wallet. Absent when the issuer
   * ends no sign-in.
   */
  url?: string
}

/** `POST /wallet/api/forget` */
export interface WalletForgetRequest {
  /** The app to be forgotten by. Default: every app in `forgettable`. */
  app_id?: string
}

/** The result of forgetting a user. */
export interface WalletForgetting {
  /** The apps that forgot the user, with the number of connections that ended. */
  apps: { app_id: string; connections_ended: number }[]
  /** Whether nothing of the user is left, so that the user is signed out. */
  signed_out: boolean
}
