export interface LeaseRow {
  /** What it is the right to. */
  name: string
  owner: string
  expiresAt: number
}
