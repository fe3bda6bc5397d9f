/** Whom an identity provider means: it alone keeps its subjects apart, another one may call somebody else the same. */
export interface Subject {
  /** `iss` of the user's tokens, to the letter. */
  issuer: string
  /** `sub` of the user's tokens, or the claim configured instead. */
  subject: string
}

/** One text for both. */
export function subjectName({ issuer, subject }: Subject): string {
  return JSON.stringify([issuer, subject])
}
