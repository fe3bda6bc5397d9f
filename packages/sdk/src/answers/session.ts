import type {
  CreateSessionRequest,
  CreateSessionResponse,
  Delivery,
  PolicyRule,
  ProviderId,
} from '@alter/protocol'
import type { CallOptions } from '../call.ts'
import type { Fields } from '../fields.ts'
import { present } from '../present.ts'

/** The owner of the connection: the user of a JWT (default), or the app itself if that is spelled out. */
export type ConnectPrincipal =
  | { userToken?: string; principal?: never }
  | { principal: 'app'; userToken?: never }

/** Options of a connect flow. */
export type ConnectSessionOptions = ConnectPrincipal &
  Omit<CallOptions, 'userToken'> & {
    /** Provider ids. Default: all that the app has configured. */
    allowedProviders?: ProviderId[] | undefined
    /** How the result returns to the app. Default: what `allowedOrigin` and `returnUrl` allow. */
    delivery?: Delivery | undefined
    /** Scheme, host and port of the page that opens the popup. Default: the app's first registered origin. */
    allowedOrigin?: string | undefined
    /** Address at which a full-page flow returns. Default: `allowedOrigin + '/'`. */
    returnUrl?: string | undefined
    /** Required scopes by provider id; a subset of the operator's. Default: those that the operator configured. */
    requiredScopes?: Record<string, string[]> | undefined
    /** A grant of the user to authorize again; its id stays. Default: a new connection. */
    grantId?: string | undefined
    /** Label of the account to preselect at the provider. Default: the user chooses there. */
    accountHint?: string | undefined
    /** Language of the Connect page, such as `de` or `fr-CA`. Default: the browser's. @see BCP 47 */
    locale?: string | undefined
    /** Limits of the grant. Default: none, or those that the grant had. */
    grantPolicy?:
      | {
          /**
           * Life in seconds from each authorization, 1 to 315,360,000 (ten years). Default: the life that the grant had, or
           * no end.
           */
          maxTtlSeconds?: number | undefined
          /** The same; with both given, the shorter life counts. Default: as with `maxTtlSeconds`. */
          defaultTtlSeconds?: number | undefined
          /**
           * Rules for each use, in addition to those of the app and the provider. Default: those that the grant had.
           */
          rules?: PolicyRule[] | undefined
        }
      | undefined
    /**
     * Id or name of the agent that the user may let use the account. Default: with an agent's own key, that agent;
     * otherwise none.
     */
    agent?: string | undefined
    /** The most that this agent may do. The user can only reduce it. Default: what the agent may do anyway. */
    agentPolicy?: AgentPolicy | undefined
    /** Data for the audit, of the session and of what it connects: at most 20 entries, 4 KB as JSON. Default: none. */
    metadata?: Record<string, string> | undefined
  }

/** What an agent may do with an account, in addition to its own rules and those of the app. */
export interface AgentPolicy {
  /** Rules for each of its uses; all must allow. Default: none. */
  rules?: PolicyRule[] | undefined
  /** Seconds for which it may use the account; 1 to 315,360,000 (ten years). Default: as long as the app. */
  maxTtlSeconds?: number | undefined
}

/** One connect flow, for the widget. */
export interface ConnectSession {
  /** Token for the widget in this user's browser. It works for one flow. */
  sessionToken: string
  /** Address of the Connect page, with the token in its fragment. */
  connectUrl: string
  /** Seconds. */
  expiresIn: number
  /** The public part of the token. */
  sessionId: string
}

export function sessionToWire(
  options: ConnectSessionOptions,
  userToken: string | undefined,
): CreateSessionRequest {
  return present({
    user_token: userToken,
    principal: options.principal,
    allowed_providers: options.allowedProviders,
    delivery: options.delivery,
    allowed_origin: options.allowedOrigin,
    return_url: options.returnUrl,
    required_scopes: options.requiredScopes,
    grant_id: options.grantId,
    account_hint: options.accountHint,
    locale: options.locale,
    grant_policy:
      options.grantPolicy &&
      present({
        max_ttl_seconds: options.grantPolicy.maxTtlSeconds,
        default_ttl_seconds: options.grantPolicy.defaultTtlSeconds,
        rules: options.grantPolicy.rules,
      }),
    agent: options.agent,
    agent_policy:
      options.agentPolicy &&
      present({ rules: options.agentPolicy.rules, max_ttl_seconds: options.agentPolicy.maxTtlSeconds }),
    metadata: options.metadata,
  })
}

export function parseSession(fields: Fields): CreateSessionResponse {
  return {
    session_token: fields.text('session_token'),
    connect_url: fields.text('connect_url'),
    expires_in: fields.count('expires_in'),
    session_id: fields.text('session_id'),
  }
}

export function sessionOf(document: CreateSessionResponse): ConnectSession {
  return {
    sessionToken: document.session_token,
    connectUrl: document.connect_url,
    expiresIn: document.expires_in,
    sessionId: document.session_id,
  }
}
