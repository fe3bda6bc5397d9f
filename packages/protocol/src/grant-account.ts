/** One account to choose from, as named by `ambiguous_grant`. */
export interface GrantAccount {
  /** What a call names it by where labels are not enough. */
  grant_id: string
  /** Label of the account at the provider; never empty. */
  account_identifier: string
  /** Name of its owner, for people. Absent where the provider gives none. */
  account_display_name?: string
}
