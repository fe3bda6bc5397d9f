import type { HttpHandler } from 'msw'
import { appHandlers } from './app-handlers.ts'
import { assetHandlers } from './asset-handlers.ts'
import type { Browsers } from './browsers.ts'
import { pageHandlers } from './page-handlers.ts'
import type { MockVault } from './vault.ts'

export interface Routes {
  /** Path of the Connect page, or its whole address. */
  page: string
  /** Path of the app's own routes, as `alterRoutes` of `@alter/sdk` mounts them. */
  basePath: string
  /** Origins of the app's pages; any, if left out. */
  origins?: readonly string[]
  browsers: Browsers
  /** Told when the Connect page is about to leave for the provider. */
  onLeaving?: () => void
}

/** The app's `/api/alter/*`, and the vault's endpoints for the Connect page. */
export function createHandlers(vault: MockVault, routes: Routes): HttpHandler[] {
  return [...appHandlers(vault, routes), ...pageHandlers(vault, routes), ...assetHandlers(vault, routes)]
}
