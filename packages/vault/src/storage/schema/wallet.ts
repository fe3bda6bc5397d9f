/** A sign-in to the Wallet. */
export interface WalletSessionRow {
  /** SHA-256 of the cookie. */
  id: string
  /** The app whose client the user signed in with. */
  appId: string
  issuer: string
  /** Name of the claim that names the user. */
  claim: string
  /** Value of that claim: the name that apps give the user. */
  subject: string
  /** `sub` of the ID token. */
  issuerSubject: string
  /** `sid` of the ID token; `null` when it had none. */
  issuerSession: string | null
  label: string
  /** The ID token, sealed with the cookie itself; `null` when the issuer has no address to sign out at. */
  idToken: string | null
  createdAt: number
  expiresAt: number
  /** Proves that the vault wrote this row. It covers all columns. */
  seal: string
}

/** Sign-ins under a name have ended. It is kept for as long as one of them may still be under way. */
export interface EndedSignInRow {
  /** SHA-256 of the issuer and of what it, or an app, names the user or the session by. */
  nameHash: string
  /** Sign-ins that began later are not meant. */
  until: number
}
