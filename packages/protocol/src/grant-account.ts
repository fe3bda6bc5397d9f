/** One account to choose from, as named by `ambiguous_grant`. */
export interface GrantAccount {
  grant_id: string
  account_identifier: string
  account_display_name?: string
}
