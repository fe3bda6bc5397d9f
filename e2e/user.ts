import { randomBytes } from 'node:crypto'

/** A new user, so that tests can share a system without seeing each other's data. */
export interface NewUser {
  /** Address of the account at the identity provider; also the subject of the user's tokens. */
  email: string
}

/** A user like Ada with a new address. */
export function newUser(): NewUser {
  return { email: `ada.${randomBytes(6).toString('hex')}@lovelace.example` }
}
