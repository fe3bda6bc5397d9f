/**
 * Percent-encoded UTF-8. Half a character, which is left where a text is cut within an emoji, becomes U+FFFD, as in a
 * `URL`: `encodeURIComponent` alone throws a `URIError`, which names no field.
 */
export function encodeText(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'))
}
