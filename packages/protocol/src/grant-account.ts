/** One account to choose from, as named by `ambiguous_grant`. */
export interface GrantAccount {
  /** Id that a call can use when labels are not enough. */
  grant_id: string
  /** Label of the account at the provider; never empty. */
  account_identifier: string
  /** Name of the account's owner. Absent when the provider gives none. */
  account_display_name?: string
}
