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
      "Revokes every grant, here and at the providers, and deletes what is kept of the user. The id is that of the user's JWT; `issuer` names whose it is, where the app has another one by now.",
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
      'Forgets the user of a `user.deleted` event. It must be signed as Standard Webhooks has it (Clerk), or carry the secret as its Bearer token (Auth0); the secret is `identity.webhook_secret` of the app. A form with a `logout_token` (OpenID Connect Back-Channel Logout), which the issuer signs, ends sign-ins to the Wallet and is answered 200.',
    access: [[]],
    body: { schema: deletionEvent },
    answer: { status: 204, description: 'Taken; events of other types change nothing.' },
    problems: ['invalid_token', 'not_found', 'invalid_request', 'body_too_large'],
  },
}
