import type { UserDeletion } from '@alter/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import type { App } from '../config/settings.ts'
import { readQuery, readText } from '../input.ts'
import { ProblemError } from '../problem.ts'
import type { Callers } from './caller.ts'
import { deletedUser } from './deprovisioning.ts'
import { type ForgetParts, forgetUser } from './forget.ts'
import { issuersOf } from './issuers.ts'

export interface IdentityRouteParts extends ForgetParts {
  apps: App[]
  callers: Callers
  /** Ends the sign-ins to the Wallet of a user who came from one of these issuers. */
  endSignIns: (issuers: string[], subject: string) => Promise<unknown>
  /** Ends the sign-ins that a logout token of the app's issuer names. Throws `invalid_request` for an invalid token. */
  endByLogoutToken: (app: App, token: string) => Promise<void>
}

/** Identifies the user to forget. */
export const deletionQuery: z.ZodType<{ issuer?: string }> = z.object({
  issuer: z
    .string()
    .min(1)
    .max(2048)
    .exactOptional()
    .describe("`iss` of the user's tokens. Default: the app's issuer and its former ones."),
})

/** Routes that forget a user, when the app or the identity provider asks for it. */
export function identityRoutes(parts: IdentityRouteParts): Hono {
  return new Hono()
    .delete('/sdk/users/:id', async (context) => {
      const { app, user } = await parts.callers.caller(context.req.raw)
      const subject = context.req.param('id')
      const { issuer } = readQuery(deletionQuery, context.req.query())
      const known = issuersOf(app)
      const issuers: [string, ...string[]] = issuer === undefined || known.includes(issuer) ? known : [issuer]
      // Users may only ask about themselves. Others do not exist for them.
      if (user !== null && (user.subject !== subject || !issuers.includes(user.issuer))) {
        throw new ProblemError('not_found', `There is no user ${subject.slice(0, 64)}.`)
      }
      const by = {
        vaultReason: 'user deleted by the app',
        key: parts.callers.keyName(context.req.raw),
      } as const
      const revoked = await forgetUser(parts, app, { issuers, subject }, by)
      const deletion: UserDeletion = { user_id: subject, grants_revoked: revoked }
      return context.json(deletion)
    })
    .post('/sdk/webhooks/identity/:app', async (context) => {
      const app = parts.apps.find(({ id }) => id === context.req.param('app'))
      if (app && isForm(context.req.raw)) {
        const form = new URLSearchParams(await readText(context.req.raw))
        const token = form.get('logout_token') ?? ''
        await parts.endByLogoutToken(app, token).catch((error: unknown) => {
          // While the issuer is out of reach nobody can tell whether the token is good.
          const isForged = token !== '' && error instanceof ProblemError && error.code === 'invalid_request'
          if (isForged) parts.audit.refuse(app.id, 'invalid_token')
          throw error
        })
        return context.body(null, 200)
      }
      const secret = app?.identity.webhook_secret
      if (!app || secret === undefined)
        throw new ProblemError('not_found', 'There is nothing at this address.')
      const { raw } = context.req
      const subject = deletedUser(secret, raw.headers, await readText(raw))
      if (subject !== null) {
        const who = { issuers: issuersOf(app), subject }
        await parts.endSignIns(who.issuers, subject)
        await forgetUser(parts, app, who, {
          vaultReason: 'user deleted at the identity provider',
        })
      }
      return context.body(null, 204)
    })
}

/**
 * Whether the request has the content type of a logout request.
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest
 */
function isForm({ headers }: Request): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(headers.get('content-type') ?? '')
}
