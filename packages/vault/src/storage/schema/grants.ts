import type { GrantStatus, ProviderRevocation } from '@alter/protocol'

/** What ended a grant. */
export type EndedBy = 'app' | 'provider' | 'time' | 'accident'

export interface GrantRow {
  id: string
  appId: string
  /** Empty for a grant of the app itself, because the unique index needs a value. */
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
  /** `app` also stands for the user, who revokes through the app. `accident` is a lost refresh. */
  endedBy: EndedBy | null
  isDefault: number
  accessToken: string | null
  refreshToken: string | null
  accessExpiresAt: number | null
  /** From this time on a use refreshes first. */
  refreshAt: number | null
  /** Raised with every change of the tokens. */
  tokenVersion: number
  createdAt: number
  updatedAt: number
  lastUsedAt: number | null
  expiresAt: number | null
  /** Life of each new authorization; `null` for no limit. */
  ttlSeconds: number | null
  revokedAt: number | null
  /** JSON: the grant's own rules, in addition to those of its app and provider. */
  policies: string
  /** When the user last authorized it; 0 in grants from before this column. */
  authorizedAt: number
  /** JSON: values for `{…}` in its provider's endpoints and hosts. */
  fields: string
  /** Seals all columns except the time of last use; `null` in a row that the vault did not write. */
  seal: string | null
}

/** Consecutive refused refreshes of a grant. A successful refresh deletes the row. */
export interface GrantRefusalRow {
  grantId: string
  /** The refused client: {@link GrantRow.clientId}, secret and endpoint. */
  client: string
  /** The authorization that was refused. A newer one starts to count anew. */
  authorizedAt: number
  /** Status and error code of the last refusal; `page` in place of a code for a page or a redirect. */
  answer: string
  /** The provider's words, redacted. */
  words: string
  /** The setting that the last refusal named; `null` when it was about the grant or the server's state. */
  fault: string | null
  /** Number of refusals. */
  asks: number
  /** Refusals about the grant itself, not about the client or a setting, and of the kind of the last one. */
  refusals: number
  /** The first of these refusals; before there is one, the last refusal. */
  firstAt: number
  lastAt: number
  /** The provider is not asked again before this time. */
  nextAt: number
  /** When another grant of the client was first refreshed after a refusal; `null` if none was between the last two. */
  servedAt: number | null
}

/** The details of an ended grant. */
export interface GrantEndingRow {
  grantId: string
  /** The provider's words, redacted. */
  words: string | null
  /** Whether the provider revoked the tokens too; `null` when it was not asked. */
  providerRevocation: ProviderRevocation | null
}

/** When a grant ends without its user. A grant without a known end has no row. */
export interface GrantEndRow {
  grantId: string
  appId: string
  endsAt: number
  /** When the app is warned of the end; `null` once it was. */
  warnAt: number | null
  /** When the refresh token expires, as the provider said. */
  refreshEndsAt: number | null
}
