import type { ServerOptions } from 'node:http'

/** Limits and clocks of the server of `alter-vault start`. Milliseconds and bytes. */
export const SERVER_OPTIONS: ServerOptions = {
  /** Who sends headers drop by drop holds a connection no longer than this. */
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2000,
  /** An upload takes as long as it takes; each body that the vault reads for itself has a clock of its own. */
  requestTimeout: 0,
  /** Longer than load balancers keep an idle connection (60 s): who closes first must not be the one that is asked. */
  keepAliveTimeout: 65_000,
  /** A user token of 8 KB, a URL of 16 KB, and room for the app's own headers. */
  maxHeaderSize: 65_536,
}
