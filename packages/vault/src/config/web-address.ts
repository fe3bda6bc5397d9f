export { SECURE_RULE, isSecure } from '@alter/protocol'

/** The form of an origin, for error messages. */
export const ORIGIN_RULE =
  'must be only scheme, host and port, such as https://app.example.com, without a path and without *'

/** The origin in a text; `undefined` when the text is not exactly an origin. */
export function parseOrigin(text: string): string | undefined {
  if (text.includes('*') || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const bare = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password
  return bare && /^https?:$/.test(url.protocol) && !/[?#]/.test(text) ? url.origin : undefined
}
