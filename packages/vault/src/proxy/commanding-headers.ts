/** A browser believes them of the origin that sends them, which is the vault's or the app's. */
const FOR_BROWSERS = new Set([
  'set-cookie',
  'set-cookie2',
  'set-login',
  'clear-site-data',
  'alt-svc',
  'strict-transport-security',
  'public-key-pins',
  'public-key-pins-report-only',
  'expect-ct',
  'service-worker-allowed',
  'accept-ch',
  'critical-ch',
  'nel',
  'report-to',
  'reporting-endpoints',
])

/**
 * What stands before the vault obeys them: nginx, Apache and lighttpd send a file of theirs instead of the answer,
 * Fly sends the request to another app, and a cache keeps the answer under the one address that all calls have.
 */
const FOR_SERVERS = new Set([
  'x-sendfile',
  'x-sendfile2',
  'surrogate-key',
  'surrogate-control',
  'edge-control',
  'xkey',
])

/** Servers that obey all of their headers, or most. */
const FAMILIES_FOR_SERVERS = [
  'x-accel-',
  'x-envoy-',
  'x-lighttpd-',
  'x-litespeed-',
  'x-reproxy-',
  'fly-replay',
]

/** Whether a header of a provider's answer is a command to somebody on its way, and no word to the caller. */
export function commandsOthers(name: string): boolean {
  return (
    FOR_BROWSERS.has(name) ||
    FOR_SERVERS.has(name) ||
    // Who may read an answer in a browser is the app's to say.
    name.startsWith('access-control-') ||
    FAMILIES_FOR_SERVERS.some((start) => name.startsWith(start)) ||
    // Of a CDN by its name, or of all. @see RFC 9213
    name.endsWith('cdn-cache-control') ||
    // `edge-cache-tag` of Akamai, and others.
    name.endsWith('cache-tag') ||
    name.endsWith('cache-tags')
  )
}
