/**
 * Headers between the SDK and the vault. The target of a proxied call is a header because servers log request lines.
 */
export const HEADER = {
  apiKey: 'x-api-key',
  userToken: 'x-alter-user-token',
  /** URL for `/sdk/proxy`. */
  url: 'x-alter-url',
  provider: 'x-alter-provider',
  grant: 'x-alter-grant',
  /** Label or id of the account; percent-encoded UTF-8. */
  account: 'x-alter-account',
  /** Reason of a call; percent-encoded UTF-8. */
  reason: 'x-alter-reason',
  /** Names of headers to pass on to the provider in addition to the known ones, separated by commas. */
  pass: 'x-alter-pass',
  /** Id of one run of an agent, for the audit trail; percent-encoded UTF-8. */
  run: 'x-alter-run',
  /** The tool that an agent calls with, for the audit trail; percent-encoded UTF-8. */
  tool: 'x-alter-tool',
  /** More about a call, for the audit trail: percent-encoded JSON. */
  context: 'x-alter-context',
  /** Name of the program that asks, such as an MCP client, for the audit trail; percent-encoded UTF-8. */
  client: 'x-alter-client',
  /** `1` in an answer of the provider itself. */
  upstream: 'x-alter-upstream',
  /**
   * `1` when the provider refused a token that the vault has refreshed since. The body was too long for the vault to
   * repeat the request, so a caller that still has the body may repeat it once.
   */
  renewed: 'x-alter-renewed',
  requestId: 'x-alter-request-id',
} as const
