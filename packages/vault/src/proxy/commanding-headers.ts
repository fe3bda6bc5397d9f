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
 * What stands before the vault obeys them: nginx, Apache and lighttpd send a file of theirs instead of the answer, and a
 * cache keeps it, under the one address that all calls have.
 */
const FOR_SERVERS = new Set([
  'x-sendfile',
  'x-sendfile2',
  'x-lighttpd-send-file',
  'x-lighttpd-send-tempfile',
  'x-reproxy-url',
  'x-litespeed-location',
  'x-litespeed-cache-control',
  'cache-tag',
  'surrogate-key',
  'surrogate-control',
  'edge-control',
])

/** Whether a header of a provider's answer is a command to somebody on its way, and no word to the caller. */
export function commandsOthers(name: string): boolean {
  return (
    FOR_BROWSERS.has(name) ||
    FOR_SERVERS.has(name) ||
    // Who may read an answer in a browser is the app's to say.
    name.startsWith('access-control-') ||
    name.startsWith('x-accel-') ||
    // Of a CDN by its name, or of all. @see RFC 9213
    name.endsWith('cdn-cache-control')
  )
}
