export interface DataKeyRow {
  /** The app and a number, which is never used again. */
  id: string
  appId: string
  wrapped: string
  createdAt: number
  /** From here on nothing is sealed with it; `null` while it seals. */
  closedAt: number | null
}

/** What an app's users are called by in the audit once they are forgotten: it never changes, or they would be lost. */
export interface PseudonymKeyRow {
  appId: string
  wrapped: string
}
