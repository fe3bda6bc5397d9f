import { App } from '@alter/sdk'
import { cookies } from 'next/headers'
import { VAULT } from './vault.ts'

/** The JWT of the user who asks; yours is what your auth library keeps for the session. */
export async function userToken(): Promise<string | undefined> {
  return (await cookies()).get('id_token')?.value
}

export const app = new App({ apiKey: process.env.ALTER_API_KEY, baseUrl: VAULT, userTokenGetter: userToken })
