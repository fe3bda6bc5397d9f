export type {
  AppConfig,
  IdentityConfig,
  ProviderConfig,
  VaultConfig,
  WebhookConfig,
} from './config/config.ts'
export { ConfigError } from './config/error.ts'
export type { ConfigIssue } from './config/error.ts'
export type { LogLevel } from './log.ts'
export type { AccountMapping, ClientAuthentication, ProviderOverrides } from './providers/entry.ts'
export { createVault } from './create-vault.ts'
export type { Vault, VaultOptions } from './vault.ts'
