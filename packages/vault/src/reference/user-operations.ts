import { deletionEvent } from '../identity/deprovisioning.ts'
import { deletionQuery } from '../identity/routes.ts'
import { APP, JWT, USER, type Operations } from './operation.ts'

/** How users are forgotten. */
export const USER_OPERATIONS: Operations = {
  'DELETE /sdk/users/:id': {
    id: 'deleteUser',
    group: 'Users',
    summary: 'Forget a user',
    description:
      "Revokes every grant, in the vault and at the providers, and deletes the data of the user. The id is the one in the user's JWT. `issuer` is needed only for a user of an issuer that is neither the app's nor among its former ones.",
    access: [APP, USER],
    query: deletionQuery,
    answer: { status: 200, description: 'How many grants ended.', schema: 'UserDeletion' },
    problems: [...JWT, 'not_found', 'invalid_request'],
  },
  'POST /sdk/webhooks/identity/:app': {
    id: 'identityEvent',
    group: 'Users',
    summary: "The identity provider's webhook",
    description:
      'Forgets the user of a `user.deleted` event. The event must be signed as in Standard Webhooks (Clerk), or must have the secret as its Bearer token (Auth0). The secret is `identity.webhook_secret` of the app. A form with a `logout_token` of the issuer (OpenID Connect Back-Channel Logout) ends sign-ins to the Wallet and gets 200.',
    access: [[]],
    body: { schema: deletionEvent },
    answer: { status: 204, description: 'Accepted. Events of other types change nothing.' },
    problems: ['invalid_token', 'not_found', 'invalid_request', 'body_too_large'],
  },
}
