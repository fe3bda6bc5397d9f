import type { KeyScope } from '@alter/protocol'

/** What a route requires of an API key. */
export interface Opening {
  /** The scope that the key needs; `null` for none. */
  scope: KeyScope | null
  /** Where the user's JWT is, if there is one. Default: in a header. */
  userToken?: 'body'
  /** Whether keys of agents open the route; `paused`: even while the agent is paused. Default: no. */
  toAgents?: true | 'paused'
}

/**
 * Every route of the vault and what it requires of an API key; `null` for a route without API keys. A route that is
 * missing here refuses every key.
 */
export const KEY_ROUTES: Readonly<Record<string, Opening | null>> = {
  'ALL /sdk/proxy': { scope: 'request', toAgents: true },
  'GET /sdk/approvals/:id': { scope: 'request', toAgents: true },
  'GET /sdk/approvals/:id/result': { scope: 'request', toAgents: true },
  'POST /sdk/oauth/connect/session': { scope: 'connect', userToken: 'body', toAgents: true },
  'POST /sdk/oauth/connect/session/result': { scope: 'connect', toAgents: true },
  'GET /sdk/providers': { scope: 'connect', toAgents: true },
  'GET /sdk/grants': { scope: 'grants:read', toAgents: true },
  'PUT /sdk/grants/:id/default': { scope: 'grants:write' },
  'POST /sdk/grants/:id/revoke': { scope: 'grants:write' },
  'POST /sdk/grants/:id/delegations/revoke': { scope: 'grants:write' },
  'DELETE /sdk/me/delegations/:grant': { scope: null, toAgents: true },
  'DELETE /sdk/users/:id': { scope: 'grants:write' },
  'GET /sdk/me': { scope: null, toAgents: 'paused' },
  'GET /sdk/agents': { scope: 'agents:read' },
  'POST /sdk/agents': { scope: 'agents:write' },
  'GET /sdk/agents/:id': { scope: 'agents:read' },
  'PATCH /sdk/agents/:id': { scope: 'agents:write' },
  'DELETE /sdk/agents/:id': { scope: 'agents:write' },
  'GET /sdk/agents/:id/keys': { scope: 'agents:read' },
  'POST /sdk/agents/:id/keys': { scope: 'agents:write' },
  'POST /sdk/agents/:id/keys/:key/deprecate': { scope: 'agents:write' },
  'POST /sdk/agents/:id/keys/:key/revoke': { scope: 'agents:write' },
  'GET /sdk/keys': { scope: 'secrets:write' },
  'POST /sdk/keys': { scope: 'secrets:write' },
  'POST /sdk/keys/:id/deprecate': { scope: 'secrets:write' },
  'POST /sdk/keys/:id/revoke': { scope: 'secrets:write' },

  'POST /sdk/oauth/connect/session/start': null,
  'POST /sdk/oauth/connect/session/authorize': null,
  'POST /sdk/oauth/connect/session/delegate': null,
  'POST /sdk/oauth/connect/session/complete': null,
  'POST /sdk/oauth/connect/session/cancel': null,
  'GET /sdk/oauth/connect': null,
  'GET /sdk/oauth/connect/assets/:name': null,
  'GET /sdk/oauth/callback/:provider': null,
  'POST /sdk/webhooks/identity/:app': null,
  'GET /sdk/providers/:id/logo.svg': null,
  'GET /sdk/apps/:id/logo': null,
  'GET /wallet': null,
  'GET /wallet/:page': null,
  'GET /wallet/:page/:id': null,
  'GET /wallet/assets/:name': null,
  'GET /wallet/sign-in': null,
  'GET /wallet/callback/:app': null,
  'GET /wallet/api/session': null,
  'POST /wallet/api/sign-out': null,
  'GET /wallet/api/home': null,
  'GET /wallet/api/apps/:id': null,
  'GET /wallet/api/connections/:id': null,
  'POST /wallet/api/connections/:id/disconnect': null,
  'POST /wallet/api/connections/:id/extend': null,
  'GET /wallet/api/activity': null,
  'GET /wallet/api/activity.csv': null,
  'GET /wallet/api/filters': null,
  'POST /wallet/api/delegations/:id/remove': null,
  'GET /wallet/api/approvals/:id': null,
  'POST /wallet/api/approvals/:id/approve': null,
  'POST /wallet/api/approvals/:id/deny': null,
  'GET /wallet/api/export': null,
  'POST /wallet/api/forget': null,
  'GET /health': null,
  'GET /metrics': null,
  'GET /openapi.json': null,
  'GET /reference': null,
  'GET /reference.css': null,
}
