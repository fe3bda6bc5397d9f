import type { PolicyRule } from '@alter/protocol'
import type { ProviderOverrides } from './entry.ts'
import type { ScopeLabels } from './localized.ts'

/** Credentials and scopes of one provider. Fields of its catalog entry can be changed here too. */
export interface ProviderConfig extends ProviderOverrides {
  /** Id of the OAuth client. Default: `ALTER_<ID>_CLIENT_ID`. */
  client_id?: string
  /** Secret of the OAuth client. Default: `ALTER_<ID>_CLIENT_SECRET`. */
  client_secret?: string
  /** Scopes to request. Default: only those that identify the account. */
  scopes?: string[]
  /** Scopes without which a connection is refused. Default: all of `scopes`. */
  required_scopes?: string[]
  /** Whether a use is refused before the call when a required scope is missing. Default: false. */
  strict_scopes?: boolean
  /**
   * Descriptions of scopes for users, by scope. One text, or one by language: `{ en: '…', de: '…' }`. Default: none.
   */
  scope_labels?: ScopeLabels
  /**
   * Headers that callers may send to this provider, in addition to the standard ones and those of the catalog. Default:
   * none.
   */
  request_headers?: string[]
  /**
   * Names of query parameters, form fields and headers that change a request's method at this provider, in addition to
   * those of the catalog. Requests with them are refused under a `methods_and_paths` rule. Case does not matter.
   * Default: none.
   */
  method_overrides?: string[]
  /** Rules for every use of this provider, in addition to those of the app. Default: none. */
  policies?: PolicyRule[]
}
