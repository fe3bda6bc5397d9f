/** Tokens of a grant that was revoked, until its provider has revoked them or is given up. */
export interface ProviderRevocationRow {
  id: string
  appId: string
  /** It may be gone with its user. */
  grantId: string
  provider: string
  /** The tokens and what they belong to, sealed. */
  held: string
  /** The grant as the webhook is to receive it; `null` once it was sent. */
  event: string | null
  /** Failed ones so far. */
  attempts: number
  nextAt: number
}
