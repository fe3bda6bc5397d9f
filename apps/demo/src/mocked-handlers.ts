import { answer, type MockVault } from '@alter/connect-mock'
import { http, HttpResponse, type RequestHandler } from 'msw'

/** Who uses the demo. */
export interface Visitor {
  isSignedIn(): boolean
  signOut(): void
}

/** The demo's own routes; everything of Alter is in the mock. */
export function demoHandlers(vault: MockVault, visitor: Visitor): RequestHandler[] {
  return [
    http.get('*/api/me', () =>
      HttpResponse.json({
        user: visitor.isSignedIn() ? { name: 'Ada Lovelace', email: 'ada@lovelace.example' } : null,
        calendar_url: 'https://www.googleapis.com/calendar/v3/calendars/primary/events',
        wallet_url: 'https://vault.alter.test/wallet',
        access_token_ttl: null,
      }),
    ),
    http.post('*/sign-out', () => {
      visitor.signOut()
      return new HttpResponse(null, { status: 204 })
    }),
    http.post('*/api/scout', () =>
      HttpResponse.text(
        `${JSON.stringify({
          step: 'stopped',
          code: 'mocked',
          detail: 'Scout is a program beside the backend: npm start runs it.',
        })}\n`,
      ),
    ),
    http.get('*/api/calendar', ({ request }) =>
      answer(() => {
        const account = new URL(request.url).searchParams.get('account')
        const grant = vault.grantFor({ provider: 'google', ...(account ? { account } : {}) })
        return {
          status: 200,
          body: { summary: grant.account_identifier, items: eventsOf(grant.account_identifier) },
        }
      }),
    ),
  ]
}

function eventsOf(account: string): unknown[] {
  const titles = account.includes('home')
    ? ['Harp lesson', 'Lunch with Mary']
    : ['Engine review with Charles', 'Notes on the Analytical Engine, part G', 'Bernoulli numbers']
  return titles.map((summary, index) => {
    const start = new Date()
    start.setDate(start.getDate() + index + 1)
    start.setHours(9 + 2 * index, 30, 0, 0)
    const end = new Date(start.getTime() + 3_600_000)
    return {
      id: `event${index}`,
      summary,
      start: { dateTime: start.toISOString() },
      end: { dateTime: end.toISOString() },
    }
  })
}
