/** The rule of {@link isSecure}, for error messages. */
export const SECURE_RULE = 'must be https, except on localhost'

/**
 * Whether an address uses https, or http to a host on this machine, so that keys, tokens and cookies are never sent in
 * the clear.
 */
export function isSecure(url: { protocol: string; hostname: string }): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

/** `hostname` must come from a `URL`, which writes every form of an IPv4 address as four numbers. @see RFC 6761 §6.3 */
function isLoopback(hostname: string): boolean {
  return /(^|\.)localhost\.?$/.test(hostname) || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
