export interface LeaseRow {
  /** Names what the lease is for. */
  name: string
  owner: string
  expiresAt: number
}
