/**
 * The address for a sign-in that returns to a place.
 * @param url from the vault; it already has a query
 */
export function signInUrl(
  url: string,
  place: string,
  locale: string,
  /** `ask`: a user who signed out is asked for an account. */
  who: 'known' | 'ask' = 'known',
): string {
  const more = new URLSearchParams({ to: place, locale, ...(who === 'ask' && { switch: '1' }) }).toString()
  return `${url}${url.includes('?') ? '&' : '?'}${more}`
}
