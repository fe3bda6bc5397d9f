import { pickedAccount, problemResponse } from '@alter/sdk'
import type { NextRequest } from 'next/server'
import { app } from '../../../alter.ts'

const events = `${process.env.GOOGLE_API ?? 'https://www.googleapis.com'}/calendar/v3/calendars/primary/events`

/** The user's events, from the account that they picked where there are several. */
export async function GET(request: NextRequest): Promise<Response> {
  try {
    const account = pickedAccount(request)
    const response = await app.request('GET', events, { provider: 'google', account })
    return Response.json(await response.json(), { headers: { 'cache-control': 'private, no-store' } })
  } catch (error) {
    return problemResponse(error, { request })
  }
}
