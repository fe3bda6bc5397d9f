export type {
  Grant,
  GrantAccount,
  GrantRevocation,
  GrantStatus,
  Problem,
  ProblemCode,
  ProviderInfo,
} from '@alter/protocol'
