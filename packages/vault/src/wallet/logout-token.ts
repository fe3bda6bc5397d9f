import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { z } from 'zod'
import type { IdentitySettings } from '../config/identity-presets.ts'
import { isCompactJws } from '../crypto/compact-jws.ts'
import { WITH_KEY_PAIR } from '../crypto/signature-algorithms.ts'
import { ProblemError } from '../problem.ts'

/** The sign-ins that an issuer ends: those of one of its sessions, or all of a subject. */
export interface LoggedOut {
  subject?: string | undefined
  session?: string | undefined
  /** The end of the second in which the issuer made the token, by its clock. Milliseconds since the epoch. */
  madeAt: number
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** How far the issuer's clock may differ from the vault's. Seconds. */
export const CLOCK_TOLERANCE = 30
/** How long a token is accepted after its `iat`. Seconds. */
const LONGEST_AGE = 600

const claims = z
  .object({
    iat: z.number(),
    jti: z.string().min(1),
    sub: z.string().min(1).optional(),
    sid: z.string().min(1).optional(),
    events: z.object({ [EVENT]: z.object({}) }),
    // An ID token may have a nonce, and must not pass as a logout token.
    nonce: z.undefined().optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined)

/**
 * Verifies a logout token of an app's issuer. Throws `invalid_request` for an invalid token, or one for another client.
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation
 */
export async function readLogoutToken(
  token: string,
  { issuer, client_id: audience }: IdentitySettings,
  keys: JWTVerifyGetKey,
  now: number,
): Promise<LoggedOut> {
  try {
    if (audience === undefined) throw new errors.JWTInvalid('no client')
    if (!isCompactJws(token)) throw new errors.JWTInvalid('no compact form')
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...WITH_KEY_PAIR],
      clockTolerance: CLOCK_TOLERANCE,
      maxTokenAge: LONGEST_AGE,
      currentDate: new Date(now),
    })
    const { sub, sid, iat } = claims.parse(payload)
    return { subject: sub, session: sid, madeAt: (Math.floor(iat) + 1) * 1000 - 1 }
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause
    throw new ProblemError(
      'invalid_request',
      "This is not a logout token of the app's issuer for this vault.",
      {},
      cause,
    )
  }
}
