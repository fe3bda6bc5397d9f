import type { HttpHandler } from 'msw'
import type { MockVault } from '../vault/vault.ts'
import { appHandlers } from './app-handlers.ts'
import { assetHandlers } from './asset-handlers.ts'
import { pageHandlers } from './page-handlers.ts'
import type { Routes } from './routes.ts'

/** Handlers for the app's `/api/alter/*` and for the vault's endpoints. */
export function createHandlers(vault: MockVault, routes: Routes): HttpHandler[] {
  return [...appHandlers(vault, routes), ...pageHandlers(vault, routes), ...assetHandlers(vault, routes)]
}
