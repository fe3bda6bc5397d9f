import { HEADER } from '@alter/protocol'
import { z } from 'zod'
import { listQuery, revokeBody } from '../grants/input.ts'
import { callHeaders } from '../proxy/call.ts'
import { APP, KEY, JWT, USER, type Operations } from './operation.ts'

/** What a backend asks about grants, and what it does with them. */
export const GRANT_OPERATIONS: Operations = {
  'ALL /sdk/proxy': {
    id: 'proxy',
    group: 'Use',
    summary: "Call a provider's API",
    description: `Sends the request on with the grant's credential and answers the provider's own status, headers and body, marked \`${HEADER.upstream}: 1\`. A token that the provider refuses is refreshed, and the request sent again where its body was short enough to be kept; otherwise the refusal carries \`${HEADER.renewed}: 1\`, and the same request may be sent once more. Only hosts of the provider's list are called. Credentials, cookies and forwarding headers of the request are dropped.`,
    access: [USER, APP],
    headers: callHeaders,
    body: { schema: z.unknown().describe('Sent on as it is.'), type: '*/*', optional: true },
    answer: { status: 200, description: "The provider's own answer, whatever its status.", type: '*/*' },
    problems: [
      ...JWT,
      'user_token_required',
      'invalid_request',
      'unknown_provider',
      'provider_not_configured',
      'policy_violation',
      'scope_reauth_required',
      'host_not_allowed',
      'grant_not_found',
      'ambiguous_grant',
      'token_refresh_in_progress',
      'grant_revoked',
      'credential_revoked',
      'grant_expired',
      'method_not_allowed',
      'body_too_large',
      'rate_limited',
      'provider_unreachable',
      'provider_timeout',
    ],
  },
  'GET /sdk/grants': {
    id: 'listGrants',
    group: 'Grants',
    summary: "The user's grants",
    access: [USER, APP],
    query: listQuery,
    answer: { status: 200, description: 'One page, oldest first.', schema: 'GrantPage' },
    problems: [...JWT, 'user_token_required', 'invalid_request'],
  },
  'PUT /sdk/grants/:id/default': {
    id: 'setDefaultGrant',
    group: 'Grants',
    summary: 'Prefer a grant',
    description: 'It is used when the user has several at its provider and the call names none.',
    access: [USER, APP],
    answer: { status: 200, description: 'The grant.', schema: 'Grant' },
    problems: [...JWT, 'grant_not_found', 'grant_revoked', 'credential_revoked', 'grant_expired'],
  },
  'POST /sdk/grants/:id/revoke': {
    id: 'revokeGrant',
    group: 'Grants',
    summary: 'Revoke a grant',
    description:
      'Deletes the tokens and revokes them at the provider where it offers that. It cannot be undone.',
    access: [USER, APP],
    body: { schema: revokeBody, optional: true },
    answer: { status: 200, description: 'When it was revoked.', schema: 'GrantRevocation' },
    problems: [...JWT, 'grant_not_found', 'invalid_request', 'body_too_large'],
  },
  'GET /sdk/providers': {
    id: 'listProviders',
    group: 'Providers',
    summary: 'What this app may connect',
    access: [APP],
    answer: { status: 200, description: 'The catalog of the app.', schema: 'ProviderList' },
    problems: KEY,
  },
  'GET /sdk/providers/:id/logo.svg': {
    id: 'readLogo',
    group: 'Providers',
    summary: "A provider's logo",
    access: [[]],
    answer: { status: 200, description: "It follows the reader's colour scheme.", type: 'image/svg+xml' },
    problems: ['not_found'],
  },
  'GET /sdk/apps/:id/logo': {
    id: 'readAppLogo',
    group: 'Providers',
    summary: "An app's logo",
    access: [[]],
    answer: {
      status: 200,
      description: 'As fetched from `brand.logo`, checked: SVG, PNG or WebP.',
      type: 'image/svg+xml',
    },
    problems: ['not_found'],
  },
}
