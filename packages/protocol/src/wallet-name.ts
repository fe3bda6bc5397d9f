import type { PageBrand } from './session.ts'

/** One app as the Wallet names it. */
export interface WalletAppName {
  /** As in the vault's configuration. */
  app_id: string
  /** Of an app that is no longer configured: its id. */
  name: string
  /** How the app looks. Absent where the configuration says nothing of it. */
  brand?: PageBrand
}
