/** A sign-in to the Wallet, under the hash of its cookie. */
export interface WalletSessionRow {
  /** SHA-256 of the cookie. */
  id: string
  /** By whose client the user signed in. */
  appId: string
  issuer: string
  /** The claim that named the user. */
  claim: string
  /** Its value: what apps call the user by. */
  subject: string
  /** `sub` of the ID token. */
  issuerSubject: string
  /** `sid` of the ID token, where it had one. */
  issuerSession: string | null
  label: string
  /** The ID token, sealed with the cookie itself; `null` where the issuer ends no session. */
  idToken: string | null
  createdAt: number
  expiresAt: number
  /** Shows that the vault wrote this row: it binds all of it. */
  seal: string
}
