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
    description:
      'It cannot do more than the calling key, cannot be used from further addresses, and cannot live longer.',
    access: [APP],
    body: { schema: createApiKeyRequest },
    answer: {
      status: 201,
      description: 'The key. It is shown only in this answer.',
      schema: 'CreatedApiKey',
    },
    problems: [...KEY, 'invalid_request', 'rate_limited', 'body_too_large'],
  },
  'POST /sdk/keys/:id/deprecate': {
    id: 'deprecateKey',
    group: 'Keys',
    summary: 'Mark a key as deprecated',
    description: 'It still works until it is revoked. Its last use shows whether somebody still needs it.',
    access: [APP],
    answer: { status: 200, description: 'The key.', schema: 'ApiKey' },
    problems: [...KEY, 'invalid_request', 'not_found'],
  },
  'POST /sdk/keys/:id/revoke': {
    id: 'revokeKey',
    group: 'Keys',
    summary: 'End a key',
    description: 'Every vault refuses it from the next call on.',
    access: [APP],
    answer: { status: 200, description: 'The key.', schema: 'ApiKey' },
    problems: [...KEY, 'invalid_request', 'not_found'],
  },
}
