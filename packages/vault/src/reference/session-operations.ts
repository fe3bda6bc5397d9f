import { createSessionRequest } from '@alter/protocol/schema'
import { z } from 'zod'
import { LONGEST_BODY } from '../input.ts'
import { APP, KEY, JWT, type Operations } from './operation.ts'

/** What a backend and the widget ask about a Connect flow. */
export const SESSION_OPERATIONS: Operations = {
  'POST /sdk/oauth/connect/session': {
    id: 'createSession',
    group: 'Sessions',
    summary: 'Mint a session',
    description: 'Makes the token of one connect flow of one user.',
    access: [APP],
    body: { schema: createSessionRequest },
    answer: { status: 201, description: 'The session; its token is shown this once.', schema: 'Session' },
    problems: [
      ...JWT,
      'user_token_required',
      'invalid_request',
      'rate_limited',
      'unknown_provider',
      'provider_not_configured',
      'grant_not_found',
      'agent_inactive',
      'body_too_large',
    ],
  },
  'POST /sdk/oauth/connect/session/result': {
    id: 'readResult',
    group: 'Sessions',
    summary: 'How a session stands',
    description:
      'Answers at once when there is news, otherwise after `wait` seconds. One poll per session waits: the newest.',
    access: [[], APP],
    query: z.object({ wait: z.number().min(0).max(25).default(0).describe('Seconds to wait for news.') }),
    body: {
      schema: z.string().max(LONGEST_BODY).describe('The session token; with the API key, the session id.'),
      type: 'text/plain',
    },
    answer: { status: 200, description: 'How it stands.', schema: 'SessionResult' },
    problems: [...KEY, 'invalid_token', 'body_too_large'],
  },
  'POST /sdk/oauth/connect/session/cancel': {
    id: 'cancelSession',
    group: 'Sessions',
    summary: 'Cancel a session',
    description:
      'A later callback stores nothing. The Connect page sends its session id as JSON and is answered a page session.',
    access: [[], ['browser']],
    body: { schema: z.string().max(LONGEST_BODY).describe('The session token.'), type: 'text/plain' },
    answer: { status: 200, description: 'How it stands.', schema: 'SessionResult' },
    problems: ['invalid_token', 'session_in_use', 'body_too_large'],
  },
}
