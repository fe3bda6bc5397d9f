import type { ServerOptions } from 'node:http'

/** Limits and timeouts of the server of `alter-vault start`. Milliseconds and bytes. */
export const SERVER_OPTIONS: ServerOptions = {
  /** A client that sends its headers drop by drop holds a connection no longer than this. */
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2000,
  /** No limit: an upload may take long. Each body that the vault reads for itself has a timeout of its own. */
  requestTimeout: 0,
  /**
   * Longer than the 60 s for which load balancers keep idle connections. If the server closed first, a balancer could
   * send a request into a closed connection.
   */
  keepAliveTimeout: 65_000,
  /** Room for a user token of 8 KB, a URL of 16 KB, and the app's own headers. */
  maxHeaderSize: 65_536,
}
