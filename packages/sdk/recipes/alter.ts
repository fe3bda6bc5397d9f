import { App } from '@alter/sdk'

/** The client of the vault. One serves the whole process. */
export const app = new App({ apiKey: process.env['ALTER_API_KEY'], baseUrl: process.env['ALTER_URL'] })

/** The JWT that your sign-in keeps in a cookie; `undefined` for a visitor who is signed out. */
export function jwtOf(request: Request): string | undefined {
  return /(?:^|; )jwt=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1]
}
