import type { VaultConfig } from './config/config.ts'
import { ConfigError } from './config-error.ts'
import { insistOnNode } from './node-version.ts'
import type { Vault, VaultOptions } from './vault.ts'

/**
 * Starts a vault: checks the configuration, opens the database and updates its tables.
 * @throws {ConfigError} which names the setting at fault, the package that is missing, or the Node that is too old
 * @example
 * const vault = await createVault({ public_url: 'https://vault.example.com', apps: [app] })
 * serve({ fetch: vault.fetch })
 */
export async function createVault(config: VaultConfig, options: VaultOptions = {}): Promise<Vault> {
  insistOnNode()
  if (typeof options !== 'object' || options === null) {
    throw new ConfigError('The options of createVault are not an object: write createVault(config, { now }).')
  }
  const { openVault } = await import('./vault.ts')
  return openVault(config, options)
}
