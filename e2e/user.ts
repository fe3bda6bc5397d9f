import { randomBytes } from 'node:crypto'

/** Somebody who has used nothing yet, so that tests share a system and see nothing of each other. */
export interface NewUser {
  /** What the identity provider opens an account for; the subject of their tokens, too. */
  email: string
}

/** Another Ada. */
export function newUser(): NewUser {
  return { email: `ada.${randomBytes(6).toString('hex')}@lovelace.example` }
}
