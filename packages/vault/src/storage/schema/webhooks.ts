/** An event on its way to an app's webhook. */
export interface DeliveryRow {
  id: string
  appId: string
  body: string
  /** Failed attempts so far. */
  attempts: number
  nextAt: number
  createdAt: number
}
