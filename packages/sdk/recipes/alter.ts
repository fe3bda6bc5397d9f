import { App } from '@alter/sdk'

/** The vault as this backend sees it: one for the whole process. */
export const app = new App({ apiKey: process.env['ALTER_API_KEY'], baseUrl: process.env['ALTER_URL'] })

/** The JWT that your sign-in keeps in a cookie; nothing for whoever is signed out. */
export function jwtOf(request: Request): string | undefined {
  return /(?:^|; )jwt=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1]
}
