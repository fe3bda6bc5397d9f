import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { equalDigests, sha256 } from '../crypto/hash.ts'
import { ProblemError } from '../problem.ts'

/**
 * The user that the identity provider reports as deleted; `null` for any other event. Throws `invalid_token` unless the
 * event is authentic. With a `whsec_` secret it must be signed and at most five minutes old (Clerk and others that
 * follow Standard Webhooks). Any other secret must come as its Bearer token (Auth0 Event Streams).
 * @see https://www.standardwebhooks.com
 */
export function deletedUser(secret: string, headers: Headers, body: string): string | null {
  if (!isAuthentic(secret, headers, body)) {
    throw new ProblemError('invalid_token', 'This event is not signed with the webhook_secret of the app.')
  }
  const event = parseEvent(body)
  return event !== null && DELETED.has(event.type) ? event.subject : null
}

/** Auth0 once used the second name. */
const DELETED = new Set(['user.deleted', 'com.auth0.user.deleted'])

function isAuthentic(secret: string, headers: Headers, body: string): boolean {
  if (!secret.startsWith('whsec_')) {
    const sent = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? ''
    return equalDigests(sha256(sent), sha256(secret))
  }
  function header(name: string): string {
    return headers.get(`webhook-${name}`) ?? headers.get(`svix-${name}`) ?? ''
  }
  try {
    new Webhook(secret).verify(
      body,
      {
        'webhook-id': header('id'),
        'webhook-timestamp': header('timestamp'),
        'webhook-signature': header('signature'),
      },
      { jsonParse: false },
    )
    return true
  } catch {
    return false
  }
}

interface DeletionEvent {
  type: string
  data: { id: string } | { object: { user_id: string } }
}

/** The limit that a claim of a user token has. */
const id = z.string().min(1).max(8192)

/** The fields that are read: `data.id` in Clerk's events, `data.object.user_id` in Auth0's. */
export const deletionEvent: z.ZodType<DeletionEvent> = z.object({
  type: z.string().max(200),
  data: z.union([z.object({ object: z.object({ user_id: id }) }), z.object({ id })]),
})

function parseEvent(body: string): { type: string; subject: string } | null {
  let input: unknown
  try {
    input = JSON.parse(body)
  } catch {
    throw new ProblemError('invalid_request', 'The event is not valid JSON.')
  }
  const { data: event } = deletionEvent.safeParse(input)
  if (!event) return null
  const { type, data } = event
  return { type, subject: 'object' in data ? data.object.user_id : data.id }
}
