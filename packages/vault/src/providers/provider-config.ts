import type { PolicyRule } from '@alter/protocol'
import type { ProviderOverrides } from './entry.ts'
import type { ScopeLabels } from './localized.ts'

/** Credentials and scopes of one provider; any field of its catalog entry may be given instead. */
export interface ProviderConfig extends ProviderOverrides {
  /** Default `ALTER_<ID>_CLIENT_ID`. */
  client_id?: string
  /** Default `ALTER_<ID>_CLIENT_SECRET`. */
  client_secret?: string
  /** Scopes to ask for. Default: none besides those that identify the account. */
  scopes?: string[]
  /** Scopes without which a connection is refused. Default: all of `scopes`. */
  required_scopes?: string[]
  /** Refuse a use before the call when a required scope is missing. Default false. */
  strict_scopes?: boolean
  /**
   * What a scope allows, in words for the users; by scope. In one language, or by language: `{ en: '…', de: '…' }`.
   * Default: none.
   */
  scope_labels?: ScopeLabels
  /**
   * Headers that callers may send to this provider, besides the standard ones and those of the catalog. Default:
   * none.
   */
  request_headers?: string[]
  /**
   * Query parameters, form fields and headers by which a request names another method than its own to this provider,
   * besides those of the catalog: under a `methods_and_paths` rule they are refused. Names count without case.
   * Default: none.
   */
  method_overrides?: string[]
  /** Rules over every use of this provider, beside those of the app. Default: none. */
  policies?: PolicyRule[]
}
