/** How an account is, and what repairs it. */
export interface AccountWords {
  /** Beside a provider without an account. */
  notConnected: string
  /** `{when}` is a relative time, such as "5 minutes ago". */
  lastUsed: string
  /** In place of `lastUsed`, before the first use. */
  neverUsed: string
  /** The button that fetches again what could not be had. */
  retry: string
  /** In place of it, where the session is over. */
  signIn: string
  revoked: string
  /** Why an account must be connected again: its time is over. */
  expired: string
  /** Why an account must be connected again: a refresh failed for good. */
  broken: string
}

/** Why a flow failed, by the code of the error; `{app}` and `{provider}` are names. */
export interface Failures {
  access_denied: string
  account_mismatch: string
  interaction_required: string
  provider_error: string
  provider_misconfigured: string
  provider_unreachable: string
  scope_denied: string
}
