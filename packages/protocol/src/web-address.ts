/** What {@link isSecure} asks for, for error messages. */
export const SECURE_RULE = 'must be https, except on localhost'

/** https, or http to a host that never leaves this machine: keys, tokens and cookies travel in the clear otherwise. */
export function isSecure(url: { protocol: string; hostname: string }): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

/** `hostname` as a `URL` has it, which writes every spelling of an IPv4 address as four numbers. @see RFC 6761 §6.3 */
function isLoopback(hostname: string): boolean {
  return /(^|\.)localhost\.?$/.test(hostname) || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
