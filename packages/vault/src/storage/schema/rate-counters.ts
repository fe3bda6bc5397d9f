export interface RateCounterRow {
  key: string
  points: number
  expiresAt: number
}
