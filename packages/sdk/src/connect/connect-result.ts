import type { Connection, SessionErrorCode, SessionStatus } from '@alter/protocol'
import type { AlterError, ErrorFacts } from '../alter-error.ts'
import { ConnectFailedError, NetworkError, ProviderMisconfiguredError } from '../errors/errors.ts'
import type { Fields } from '../fields.ts'
import { present } from '../present.ts'

/** A grant that a connect flow has just created. `listGrants` tells more about it. */
export interface ConnectedGrant {
  /** Id of the grant in later calls. */
  grantId: string
  /** Provider id, such as `google`. */
  provider: string
  /** The provider's name, as people write it. */
  providerName: string
  /** Label of the account at the provider; never empty. */
  accountIdentifier: string
  /** `reauth` when the account was connected before: the grant id is unchanged. */
  operation: Connection['operation']
  /** Scopes the user granted. */
  scopes: string[]
  /** The user's permission for an agent. Absent when there is none. */
  delegation?: {
    /** Id of the delegation. */
    id: string
    /** Name of the agent. */
    agent: string
  }
}

/** The state of a connect flow. */
export type ConnectResult =
  | {
      status: 'waiting'
      /** Where the user is now. */
      step: 'link' | 'page' | 'provider'
      /** Id of the provider chosen last; `undefined` before. */
      provider: string | undefined
      /** Seconds until the session expires. */
      expiresIn: number
    }
  | { status: 'completed'; grants: ConnectedGrant[] }
  | { status: 'failed'; error: AlterError }

const STATUSES = [
  'pending',
  'open',
  'authorizing',
  'completed',
  'failed',
  'cancelled',
  'expired',
] as const satisfies SessionStatus[]

const ERRORS = [
  'access_denied',
  'account_mismatch',
  'interaction_required',
  'provider_error',
  'provider_misconfigured',
  'provider_unreachable',
  'scope_denied',
  'session_expired',
] as const satisfies SessionErrorCode[]

export function readResult(fields: Fields): ConnectResult {
  const status = fields.oneOf('status', STATUSES)
  switch (status) {
    case 'completed':
      return { status, grants: fields.list('grants', readConnectedGrant) }
    case 'failed': {
      const detail = fields.optionalText('error_description') ?? 'The account could not be connected.'
      return { status, error: errorOf(fields.oneOf('error', ERRORS), detail) }
    }
    case 'cancelled':
      return { status: 'failed', error: cancelled('The user cancelled on the Connect page.') }
    case 'expired':
      return { status: 'failed', error: errorOf('session_expired', 'Nobody connected in time.') }
    default: {
      const events = fields.list('events', (event) => event.optionalText('provider'))
      return {
        status: 'waiting',
        step: status === 'pending' ? 'link' : status === 'open' ? 'page' : 'provider',
        provider: events.findLast((provider) => provider !== undefined),
        expiresIn: fields.count('expires_in'),
      }
    }
  }
}

export function cancelled(detail: string): ConnectFailedError {
  return new ConnectFailedError('connect_cancelled', detail)
}

function readConnectedGrant(fields: Fields): ConnectedGrant {
  return present({
    grantId: fields.text('grant_id'),
    provider: fields.text('provider'),
    providerName: fields.text('provider_name'),
    accountIdentifier: fields.text('account_identifier'),
    operation: fields.oneOf('operation', ['creation', 'reauth']),
    scopes: fields.texts('scopes'),
    delegation: fields.optionalWithin('delegation', (given) => ({
      id: given.text('id'),
      agent: given.text('agent'),
    })),
  })
}

function errorOf(code: SessionErrorCode, detail: string, facts?: ErrorFacts): AlterError {
  if (code === 'provider_unreachable') return new NetworkError(code, detail, facts)
  if (code === 'provider_misconfigured') return new ProviderMisconfiguredError(detail, facts)
  return new ConnectFailedError(code, detail, facts)
}
