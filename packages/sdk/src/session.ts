import type {
  CreateSessionRequest,
  CreateSessionResponse,
  Delivery,
  PolicyRule,
  ProviderId,
} from '@alter/protocol'
import type { CallOptions } from './call.ts'
import type { Fields } from './fields.ts'
import { present } from './present.ts'

/** Whose connection it will be: the user of a JWT (default), or, spelled out, the app's own. */
export type ConnectPrincipal =
  | { userToken?: string; principal?: never }
  | { principal: 'app'; userToken?: never }

/** What a connect flow may do, and for whom. */
export type ConnectSessionOptions = ConnectPrincipal &
  Omit<CallOptions, 'userToken'> & {
    /** Provider ids. Default: all that the app has configured. */
    allowedProviders?: ProviderId[] | undefined
    /** Default: what `allowedOrigin` and `returnUrl` allow. */
    delivery?: Delivery | undefined
    /** Scheme, host and port of the page that opens the popup. Default: the app's first registered origin. */
    allowedOrigin?: string | undefined
    /** Where a full-page flow lands. Default: `allowedOrigin + '/'`. */
    returnUrl?: string | undefined
    /** Scopes by provider id; a subset of what the operator allows. Default: those that the operator configured. */
    requiredScopes?: Record<string, string[]> | undefined
    /** Authorize this grant again; its id stays. It must be the user's own. Default: a new connection. */
    grantId?: string | undefined
    /** Label of the account to preselect at the provider. Default: the user chooses there. */
    accountHint?: string | undefined
    /** Language of the Connect page, such as `de` or `fr-CA`. Default: the browser's. @see BCP 47 */
    locale?: string | undefined
    /** How long the grant may live. Default: without an end. */
    grantPolicy?:
      | {
          /** 1 to 315,360,000, which is ten years. */
          maxTtlSeconds?: number | undefined
          /** 1 to 315,360,000, which is ten years. */
          defaultTtlSeconds?: number | undefined
          /** All must allow each use, besides those of the app and the provider. Default: those the grant had. */
          rules?: PolicyRule[] | undefined
        }
      | undefined
    /**
     * Id or name of the agent that the user is asked to let use the account. Default: none; with an agent's own key, that
     * agent.
     */
    agent?: string | undefined
    /** What that agent may do, at most: the user can make it tighter, nobody looser. Default: what the agent may. */
    agentPolicy?: AgentPolicy | undefined
    /** Written to the audit, at the mint and with what is connected: 20 entries, 4 KB as JSON. Default: nothing. */
    metadata?: Record<string, string> | undefined
  }

/** What an agent may do with an account, besides what its own rules and those of the app say. */
export interface AgentPolicy {
  /** All must allow each of its uses. Default: none. */
  rules?: PolicyRule[] | undefined
  /** How long it may use the account; 1 to 315,360,000, which is ten years. Default: as long as the app may. */
  maxTtlSeconds?: number | undefined
}

/** One connect flow, to be handed to the widget. */
export interface ConnectSession {
  /** For the widget, in the browser of this user; good for one flow. */
  sessionToken: string
  /** The Connect page with the token in its fragment. */
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
