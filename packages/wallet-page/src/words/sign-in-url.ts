/**
 * Where the browser goes to sign in, and comes back from to the place where the user wants to be.
 * @param url as the vault gives it; its query has begun
 */
export function signInUrl(
  url: string,
  place: string,
  locale: string,
  /** `ask`: whoever signed out is asked who they are. */
  who: 'known' | 'ask' = 'known',
): string {
  const more = new URLSearchParams({ to: place, locale, ...(who === 'ask' && { switch: '1' }) }).toString()
  return `${url}${url.includes('?') ? '&' : '?'}${more}`
}
