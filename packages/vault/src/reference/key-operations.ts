import { createApiKeyRequest } from '@alter/protocol/schema'
import { APP, KEY, type Operations } from './operation.ts'

/** What a backend does with the keys of its app. */
export const KEY_OPERATIONS: Operations = {
  'GET /sdk/keys': {
    id: 'listKeys',
    group: 'Keys',
    summary: "The app's keys in the database",
    access: [APP],
    answer: { status: 200, description: 'All of them, oldest first.', schema: 'ApiKeyList' },
    problems: [...KEY, 'invalid_request'],
  },
  'POST /sdk/keys': {
    id: 'createKey',
    group: 'Keys',
    summary: 'Make a key',
    description: 'It may do no more than the key that makes it, from nowhere else and for no longer.',
    access: [APP],
    body: { schema: createApiKeyRequest },
    answer: { status: 201, description: 'The key; it is shown this once.', schema: 'CreatedApiKey' },
    problems: [...KEY, 'invalid_request', 'rate_limited', 'body_too_large'],
  },
  'POST /sdk/keys/:id/deprecate': {
    id: 'deprecateKey',
    group: 'Keys',
    summary: 'Mark a key that nobody should use any more',
    description: 'It goes on until it is revoked: its last use tells when nobody needs it.',
    access: [APP],
    answer: { status: 200, description: 'The key.', schema: 'ApiKey' },
    problems: [...KEY, 'invalid_request', 'not_found'],
  },
  'POST /sdk/keys/:id/revoke': {
    id: 'revokeKey',
    group: 'Keys',
    summary: 'End a key',
    description: 'Every vault refuses it with the next call.',
    access: [APP],
    answer: { status: 200, description: 'The key.', schema: 'ApiKey' },
    problems: [...KEY, 'invalid_request', 'not_found'],
  },
}
