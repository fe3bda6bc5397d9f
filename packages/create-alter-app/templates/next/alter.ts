import { App } from '@alter/sdk'
import { cookies, headers } from 'next/headers'
import { isThisMachine } from './settings.js'
import { VAULT } from './vault.ts'

/**
 * The JWT of the user who asks; yours is what your auth library keeps for the session. Without one, start.js signs Ada in
 * for an hour.
 */
export async function userToken(): Promise<string | undefined> {
  const own = (await cookies()).get('id_token')?.value
  if (own !== undefined) return own
  return isThisMachine((await headers()).get('host')) ? process.env.ADAS_TOKEN : undefined
}

export const app = new App({ apiKey: process.env.ALTER_API_KEY, baseUrl: VAULT, userTokenGetter: userToken })
