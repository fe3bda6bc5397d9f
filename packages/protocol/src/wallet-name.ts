import type { PageBrand } from './session.ts'

/** Name and look of an app for the Wallet. */
export interface WalletAppName {
  /** Id in the vault's configuration. */
  app_id: string
  /** Its name. For an app that is no longer configured: its id. */
  name: string
  /** How the app looks. Absent when nothing is configured. */
  brand?: PageBrand
}
