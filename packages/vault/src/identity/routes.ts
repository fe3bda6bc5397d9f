import type { UserDeletion } from '@alter/protocol'
import { Hono } from 'hono'
import type { App } from '../config/settings.ts'
import { readText } from '../input.ts'
import { ProblemError } from '../problem.ts'
import type { Callers } from './caller.ts'
import { deletedUser } from './deprovisioning.ts'
import { forgetUser } from './forget.ts'
import type { ForgetParts } from './forget.ts'

export interface IdentityRouteParts extends ForgetParts {
  apps: App[]
  callers: Callers
}

/** Forgetting a user: at the app's word, or at the identity provider's. */
export const identityRoutes = (parts: IdentityRouteParts): Hono =>
  new Hono()
    .delete('/sdk/users/:id', async (context) => {
      const { app, user } = await parts.callers.caller(context.req.raw)
      const subject = context.req.param('id')
      // A user may ask for themselves only; others do not exist for them.
      if (user !== null && user.subject !== subject) {
        throw new ProblemError('not_found', `There is no user ${subject.slice(0, 64)}.`)
      }
      const revoked = await forgetUser(parts, app, subject, 'user deleted by the app')
      const deletion: UserDeletion = { user_id: subject, grants_revoked: revoked }
      return context.json(deletion)
    })
    .post('/sdk/webhooks/identity/:app', async (context) => {
      const app = parts.apps.find(({ id }) => id === context.req.param('app'))
      const secret = app?.identity.webhook_secret
      if (!app || secret === undefined)
        throw new ProblemError('not_found', 'There is nothing at this address.')
      const { raw } = context.req
      const subject = deletedUser(secret, raw.headers, await readText(raw))
      if (subject !== null) await forgetUser(parts, app, subject, 'user deleted at the identity provider')
      return context.body(null, 204)
    })
