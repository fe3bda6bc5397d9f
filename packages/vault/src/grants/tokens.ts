import type { Keyring } from '../crypto/keyring.ts'
import type { IssuedTokens } from '../providers/authorization.ts'
import type { HeldTokens } from '../providers/revocation.ts'
import type { StoredGrant } from './grant.ts'

/** The token columns of a grant. */
export type SealedTokens = Pick<StoredGrant, 'accessToken' | 'refreshToken' | 'accessExpiresAt' | 'refreshAt'>

/** The longest time before expiry at which a use refreshes. Milliseconds. */
const REFRESH_MARGIN = 60_000

/** Seals tokens for one grant; a refresh token that was not issued anew is the one there was. */
export const sealTokens = (
  keyring: Keyring,
  grant: { id: string; appId: string },
  issued: IssuedTokens,
  previousRefreshToken: string | null,
  now: number,
): SealedTokens => {
  const place = { app: grant.appId, record: grant.id }
  const life = issued.expiresIn === null ? null : issued.expiresIn * 1000
  return {
    accessToken: keyring.seal({ ...place, kind: 'access' }, issued.accessToken),
    refreshToken:
      issued.refreshToken === null
        ? previousRefreshToken
        : keyring.seal({ ...place, kind: 'refresh' }, issued.refreshToken),
    accessExpiresAt: life === null ? null : now + life,
    refreshAt: life === null ? null : now + life - Math.min(REFRESH_MARGIN, life / 10),
  }
}

/** Opens what a grant holds. Throws when a ciphertext was sealed for another grant. */
export const openTokens = (keyring: Keyring, grant: StoredGrant): HeldTokens => {
  const place = { app: grant.appId, record: grant.id }
  return {
    accessToken: grant.accessToken && keyring.open({ ...place, kind: 'access' }, grant.accessToken),
    refreshToken: grant.refreshToken && keyring.open({ ...place, kind: 'refresh' }, grant.refreshToken),
  }
}
