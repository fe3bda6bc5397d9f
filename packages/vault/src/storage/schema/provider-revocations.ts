/** Tokens of a revoked grant, until its provider has revoked them or the vault gives up. */
export interface ProviderRevocationRow {
  id: string
  appId: string
  /** The grant may be gone, together with its user. */
  grantId: string
  provider: string
  /** The sealed tokens, and what they belong to. */
  held: string
  /** JSON: the grant for the webhook; `null` once it was sent. */
  event: string | null
  /** Failed attempts so far. */
  attempts: number
  nextAt: number
}
