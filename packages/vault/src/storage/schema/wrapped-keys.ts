export interface DataKeyRow {
  /** The app and a number that is never used again. */
  id: string
  appId: string
  wrapped: string
  createdAt: number
  /** Since when it no longer seals; `null` while it does. */
  closedAt: number | null
}

/**
 * The key of the names that an app's users keep in the audit once they are forgotten. It never changes, because the
 * names would change with it.
 */
export interface PseudonymKeyRow {
  appId: string
  wrapped: string
}
