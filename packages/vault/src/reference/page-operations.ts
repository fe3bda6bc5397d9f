import type { ProblemCode } from '@alter/protocol'
import { authorizeRequest, delegateRequest, pageSessionRequest, startRequest } from '@alter/protocol/schema'
import { callbackQuery } from '../sessions/callback-routes.ts'
import { type Access, type Operations, PAGE_ANSWER } from './operation.ts'

const PAGE: readonly Access[] = [['sessionToken'], ['browser']]

const PAGE_PROBLEMS: readonly ProblemCode[] = [
  'invalid_request',
  'invalid_token',
  'session_expired',
  'origin_not_allowed',
  'session_in_use',
  'session_ended',
]

/** What browsers ask, and what operators ask. */
export const PAGE_OPERATIONS: Operations = {
  'GET /sdk/oauth/connect': {
    id: 'openPage',
    group: 'Connect page',
    summary: 'The Connect page',
    description: 'Takes the session token from the fragment of its address.',
    access: [[]],
    answer: PAGE_ANSWER,
  },
  'GET /sdk/oauth/connect/assets/:name': {
    id: 'readAsset',
    group: 'Connect page',
    summary: 'A file of the page',
    access: [[]],
    answer: { status: 200, description: 'The file; its name carries a hash of the content.', type: '*/*' },
    problems: ['not_found'],
  },
  'POST /sdk/oauth/connect/session/start': {
    id: 'startSession',
    group: 'Connect page',
    summary: 'Bind a session to this browser',
    description: 'The first start sets a cookie. From then on, another browser is refused.',
    access: PAGE,
    body: { schema: startRequest, optional: true },
    answer: { status: 200, description: 'The data that the page shows.', schema: 'PageSession' },
    problems: [...PAGE_PROBLEMS, 'agent_inactive'],
  },
  'POST /sdk/oauth/connect/session/authorize': {
    id: 'authorize',
    group: 'Connect page',
    summary: 'Begin an authorization',
    access: PAGE,
    body: { schema: authorizeRequest },
    answer: { status: 200, description: 'Where to go.', schema: 'Authorization' },
    problems: [
      ...PAGE_PROBLEMS,
      'agent_inactive',
      'rate_limited',
      'provider_misconfigured',
      'provider_unreachable',
      'provider_timeout',
    ],
  },
  'POST /sdk/oauth/connect/session/delegate': {
    id: 'delegate',
    group: 'Connect page',
    summary: 'Let the agent of the session use an account that the user has',
    description: 'The provider is not asked. The account must be one that the page session lists.',
    access: PAGE,
    body: { schema: delegateRequest },
    answer: { status: 200, description: 'The current state of the session.', schema: 'PageSession' },
    problems: [
      ...PAGE_PROBLEMS,
      'agent_inactive',
      'rate_limited',
      'account_mismatch',
      'scope_reauth_required',
      'grant_not_found',
      'grant_expired',
      'grant_revoked',
      'credential_revoked',
    ],
  },
  'POST /sdk/oauth/connect/session/complete': {
    id: 'completeSession',
    group: 'Connect page',
    summary: 'End a session that connected something',
    access: PAGE,
    body: { schema: pageSessionRequest },
    answer: { status: 200, description: 'How it ended.', schema: 'PageSession' },
    problems: PAGE_PROBLEMS,
  },
  'GET /sdk/oauth/callback/:provider': {
    id: 'callback',
    group: 'Connect page',
    summary: 'Where a provider sends the browser back to',
    description: 'The redirect URI to register at this provider.',
    access: [['browser']],
    query: callbackQuery,
    answer: {
      status: 303,
      description:
        'To the outcome page. An answer to a flow that this browser did not begin gets 400 and a notice.',
    },
  },
  'GET /health': {
    id: 'health',
    group: 'Service',
    summary: 'Whether the vault can serve requests',
    access: [[]],
    description: 'For load balancers: 503 when the database is away, or the vault is closing.',
    answer: { status: 200, description: 'The vault and its database work.', type: 'application/json' },
  },
  'GET /metrics': {
    id: 'readMetrics',
    group: 'Service',
    summary: 'Metrics for Prometheus',
    access: [['metricsToken']],
    answer: { status: 200, description: "In Prometheus' text format.", type: 'text/plain' },
    problems: ['not_found'],
  },
  'GET /openapi.json': {
    id: 'readDocument',
    group: 'Service',
    summary: 'This reference as an OpenAPI document',
    access: [[]],
    answer: { status: 200, description: 'The document.', type: 'application/json' },
  },
  'GET /reference': {
    id: 'readReference',
    group: 'Service',
    summary: 'This reference as a page',
    access: [[]],
    answer: PAGE_ANSWER,
  },
  'GET /reference.css': {
    id: 'readReferenceStyle',
    group: 'Service',
    summary: 'The style of that page',
    access: [[]],
    answer: { status: 200, description: 'The style sheet.', type: 'text/css' },
  },
}
