/** A user at an identity provider. Two providers may use the same subject for different users. */
export interface Subject {
  /** `iss` of the user's tokens, to the letter. */
  issuer: string
  /** `sub` of the user's tokens, or the claim configured instead. */
  subject: string
}

/** One text for issuer and subject. */
export function subjectName({ issuer, subject }: Subject): string {
  return JSON.stringify([issuer, subject])
}
