import type { GrantStatus, ProviderRevocation } from '@alter/protocol'

/** What ended a grant. */
export type EndedBy = 'app' | 'provider' | 'time' | 'accident'

export interface GrantRow {
  id: string
  appId: string
  /** Empty for a grant of the app itself: the unique index needs a value. */
  userId: string
  provider: string
  clientId: string
  /** The provider's stable id of the account. */
  accountId: string
  accountIdentifier: string
  accountDisplayName: string | null
  accountEmail: string | null
  scopes: string
  status: GrantStatus
  /** The user or app through the vault, the provider's refusal, time, or a lost refresh. */
  endedBy: EndedBy | null
  isDefault: number
  accessToken: string | null
  refreshToken: string | null
  accessExpiresAt: number | null
  /** From here on a use refreshes first. */
  refreshAt: number | null
  /** Rises with every change of the tokens. */
  tokenVersion: number
  createdAt: number
  updatedAt: number
  lastUsedAt: number | null
  expiresAt: number | null
  /** The life that each new authorization gets; `null` is without an end. */
  ttlSeconds: number | null
  revokedAt: number | null
  /** Rules of the grant itself, beside those of its app and provider. */
  policies: string
  /** When the user last authorized it; 0 in grants from before this was kept. */
  authorizedAt: number
  /** What its provider's endpoints and hosts are filled with. */
  fields: string
  /** Vouches for all of the row but its last use; `null` in one that the vault did not write. */
  seal: string | null
}

/** Refreshes of a grant that the provider refused, one after another. It is deleted when one succeeds. */
export interface GrantRefusalRow {
  grantId: string
  /** The client that was refused, by {@link GrantRow.clientId}, secret and endpoint. */
  client: string
  /** Refusals of the authorization that the user gave then; a newer one begins anew. */
  authorizedAt: number
  /** Status and error code of the last one. */
  answer: string
  /** The provider's words, redacted. */
  words: string
  /** Which setting the last one spoke of; `null`: of none, but of the grant or of the server's own state. */
  fault: string | null
  /** How often it was asked. */
  asks: number
  /** How many answers spoke of the grant, not of the client or a setting. */
  refusals: number
  /** The first of those; until there is one, the last answer. */
  firstAt: number
  lastAt: number
  /** Not asked again before. */
  nextAt: number
  /** When another grant of the same client was first refreshed after an answer; `null`: not between the last two. */
  servedAt: number | null
}

/** What there is to say of a grant that has ended. */
export interface GrantEndingRow {
  grantId: string
  /** The provider's words, redacted. */
  words: string | null
  /** Whether the provider ended it too; `null` where it was not asked. */
  providerRevocation: ProviderRevocation | null
}

/** When a grant ends without its user. There is none for one that goes on. */
export interface GrantEndRow {
  grantId: string
  appId: string
  endsAt: number
  /** When the app gets word that the end is near; `null` once it did. */
  warnAt: number | null
  /** When the refresh token ends, as the provider said. */
  refreshEndsAt: number | null
}
