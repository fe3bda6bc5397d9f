export type { GrantAccount, ProviderInfo } from '@alter/protocol'
