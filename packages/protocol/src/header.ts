/**
 * Headers of the SDK's requests to the vault and of its answers. The target of a proxied call is a header because
 * request lines are logged.
 */
export const HEADER = {
  apiKey: 'x-api-key',
  userToken: 'x-alter-user-token',
  /** Target of `/sdk/proxy`, a serialized URL. */
  url: 'x-alter-url',
  provider: 'x-alter-provider',
  grant: 'x-alter-grant',
  /** Percent-encoded UTF-8. */
  account: 'x-alter-account',
  /** Percent-encoded UTF-8. */
  reason: 'x-alter-reason',
  /** Names of headers to pass on to the provider besides those it is known to understand, with commas between. */
  pass: 'x-alter-pass',
  /** What names one run of an agent, for the audit trail; percent-encoded UTF-8. */
  run: 'x-alter-run',
  /** The tool that an agent calls with, for the audit trail; percent-encoded UTF-8. */
  tool: 'x-alter-tool',
  /** More about a call, for the audit trail: percent-encoded JSON. */
  context: 'x-alter-context',
  /** The program that asks, such as an MCP client, as it calls itself, for the audit trail; percent-encoded UTF-8. */
  client: 'x-alter-client',
  /** `1` on an answer that is the provider's own. */
  upstream: 'x-alter-upstream',
  /**
   * `1` on a provider's refusal of the token, which the vault has refreshed since: the body was too long to be sent again
   * by the vault, so whoever still has it may repeat the request, once.
   */
  renewed: 'x-alter-renewed',
  requestId: 'x-alter-request-id',
} as const
