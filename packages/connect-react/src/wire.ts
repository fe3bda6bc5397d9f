export type { AgentLabel, Delegation, GrantAccount, ProviderInfo } from '@alter/protocol'
