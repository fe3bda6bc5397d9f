export type { Grant, GrantAccount, GrantStatus, Problem, ProblemCode, ProviderInfo } from '@alter/protocol'
