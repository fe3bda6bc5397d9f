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
    answer: {
      status: 201,
      description: 'The session. Its token is shown only in this answer.',
      schema: 'Session',
    },
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
    summary: 'The state of a session',
    description:
      'Answers at once if the state has changed, otherwise after `wait` seconds. Only the newest poll of a session waits.',
    access: [[], APP],
    query: z.object({ wait: z.number().min(0).max(25).default(0).describe('Seconds to wait for a change.') }),
    body: {
      schema: z.string().max(LONGEST_BODY).describe('The session token; with the API key, the session id.'),
      type: 'text/plain',
    },
    answer: { status: 200, description: 'Its state.', schema: 'SessionResult' },
    problems: [...KEY, 'invalid_token', 'body_too_large'],
  },
  'POST /sdk/oauth/connect/session/cancel': {
    id: 'cancelSession',
    group: 'Sessions',
    summary: 'Cancel a session',
    description:
      'A callback after this stores nothing. The Connect page sends its session id as JSON and receives a page session.',
    access: [[], ['browser']],
    body: { schema: z.string().max(LONGEST_BODY).describe('The session token.'), type: 'text/plain' },
    answer: { status: 200, description: 'Its state.', schema: 'SessionResult' },
    problems: ['invalid_token', 'session_in_use', 'body_too_large'],
  },
}
