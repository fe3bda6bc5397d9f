/**
 * Whether a text has the form of a signed token: three parts of base64url. Decoders skip white space and padding, so
 * without this check one token could be written in any number of ways.
 * @see RFC 7515 §2 and §5.2
 */
export function isCompactJws(text: string): boolean {
  return /^[\w-]+\.[\w-]*\.[\w-]*$/.test(text)
}
