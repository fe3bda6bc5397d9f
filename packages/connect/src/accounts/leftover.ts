import type { GrantRevocation } from '@alter/protocol'

/** What is left at the provider after an account was disconnected here. */
export interface Leftover {
  /** Where to end it there, `https:`; absent where nobody knows. */
  manageUrl?: string
}

/** `DELETE connections/{id}`. A backend may answer less. */
export function readLeftover(body: unknown): Leftover | undefined {
  const { provider_revocation: revocation, manage_url: url }: Partial<GrantRevocation> = Object(body)
  if (revocation !== 'not_supported' && revocation !== 'failed') return undefined
  // It becomes a link, so it must be the address of a page.
  return typeof url === 'string' && /^https:\/\//i.test(url) ? { manageUrl: url } : {}
}
