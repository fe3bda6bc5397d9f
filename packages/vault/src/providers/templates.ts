/** The values for `{…}` in a provider's endpoints and hosts, for one grant. */
export type Values = Record<string, string>

/** The addresses that may contain `{…}`. */
export const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'revocation_endpoint',
  'refresh_endpoint',
] as const
