import type { Keyring } from '../crypto/keyring.ts'
import type { Place } from '../crypto/seal.ts'
import type { IssuedTokens } from '../providers/authorization.ts'
import type { HeldTokens } from '../providers/revocation.ts'
import type { StoredGrant } from './grant.ts'

/** The token columns of a grant. */
export type SealedTokens = Pick<StoredGrant, 'accessToken' | 'refreshToken' | 'accessExpiresAt' | 'refreshAt'>

/** The longest time before expiry at which a use refreshes. Milliseconds. */
const REFRESH_MARGIN = 60_000

/** Seals tokens for one grant. Without a new refresh token, the earlier one is sealed again with the newest key. */
export async function sealTokens(
  keyring: Keyring,
  grant: { id: string; appId: string },
  issued: IssuedTokens,
  previousRefreshToken: string | null,
  now: number,
): Promise<SealedTokens> {
  const place = placeOf(grant)
  const life = issued.expiresIn === null ? null : issued.expiresIn * 1000
  return {
    accessToken: keyring.seal({ ...place, kind: 'access' }, issued.accessToken),
    refreshToken:
      issued.refreshToken === null
        ? previousRefreshToken && (await keyring.renew({ ...place, kind: 'refresh' }, previousRefreshToken))
        : keyring.seal({ ...place, kind: 'refresh' }, issued.refreshToken),
    accessExpiresAt: life === null ? null : now + life,
    refreshAt: life === null ? null : now + life - Math.min(REFRESH_MARGIN, life / 10),
  }
}

/** The token columns for a refresh token without an access token; `null` leaves the columns as they are. */
export async function sealRefreshToken(
  keyring: Keyring,
  grant: StoredGrant,
  refreshToken: string | null,
): Promise<SealedTokens> {
  const { accessExpiresAt, refreshAt } = grant
  const kept = await renewTokens(keyring, grant)
  if (refreshToken === null) return { ...kept, accessExpiresAt, refreshAt }
  const sealed = keyring.seal({ ...placeOf(grant), kind: 'refresh' }, refreshToken)
  return { ...kept, refreshToken: sealed, accessExpiresAt, refreshAt }
}

/** Opens the tokens of a grant. Throws when a ciphertext was sealed for another grant. */
export async function openTokens(keyring: Keyring, grant: StoredGrant): Promise<HeldTokens> {
  return {
    accessToken: await openAccessToken(keyring, grant),
    refreshToken:
      grant.refreshToken && (await keyring.open({ ...placeOf(grant), kind: 'refresh' }, grant.refreshToken)),
  }
}

/** Opens the access token only, which is all that a use needs. */
export async function openAccessToken(keyring: Keyring, grant: StoredGrant): Promise<string | null> {
  return grant.accessToken && (await keyring.open({ ...placeOf(grant), kind: 'access' }, grant.accessToken))
}

/** The same tokens, sealed with the newest key of their app. */
export async function renewTokens(
  keyring: Keyring,
  grant: Pick<StoredGrant, 'id' | 'appId' | 'accessToken' | 'refreshToken'>,
): Promise<Pick<StoredGrant, 'accessToken' | 'refreshToken'>> {
  const { accessToken, refreshToken } = grant
  const place = placeOf(grant)
  return {
    accessToken: accessToken && (await keyring.renew({ ...place, kind: 'access' }, accessToken)),
    refreshToken: refreshToken && (await keyring.renew({ ...place, kind: 'refresh' }, refreshToken)),
  }
}

function placeOf({ appId, id }: Pick<StoredGrant, 'appId' | 'id'>): Pick<Place, 'app' | 'record'> {
  return {
    app: appId,
    record: id,
  }
}
