import type { Grant, GrantRevocation, Problem } from '@alter/protocol'
import { expect } from 'vitest'
import { connections, expectProblem, HOME, type Stories, WORK } from '../scene.ts'

/** Stories about connections in the app. */
export const CONNECTIONS: Stories = {
  'two accounts are ambiguous until one is named or the default': async ({ browser }) => {
    await browser.connect(WORK)
    await browser.connect(HOME)
    const ambiguous = await browser.send<Problem>('GET', '/api/calendar')
    expect([ambiguous.status, ambiguous.body.code]).toEqual([409, 'ambiguous_grant'])
    // In the order in which they were connected, as in the listing.
    expect(ambiguous.body.accounts?.map(({ account_identifier }) => account_identifier)).toEqual(
      (await connections(browser)).map(({ account_identifier }) => account_identifier),
    )
    const named = await browser.send('GET', '/api/calendar?account=ADA@home.example')
    expect(named.body).toEqual({ account: 'ada@home.example' })
    const [, home] = await connections(browser)
    const put = await browser.app<Grant>('PUT', `connections/${home?.grant_id}/default`, {})
    expect(put.body.is_default).toBe(true)
    expect((await browser.send('GET', '/api/calendar')).body).toEqual({ account: 'ada@home.example' })
    expect((await connections(browser)).map(({ is_default }) => is_default)).toEqual([false, true])
  },

  'a call without a connection': async ({ browser }) => {
    const { status, body } = await browser.send<Problem>('GET', '/api/calendar')
    expect([status, body.code]).toEqual([404, 'grant_not_found'])
    const { body: named } = await browser.send<Problem>('GET', '/api/calendar?account=nobody')
    expect(named.provider).toBe('google')
  },

  'a policy refuses a call, and the connection stays as it is': async ({ browser, backend }) => {
    await browser.connect(WORK)
    await backend.refuseCalls()
    const refused = await browser.send<Problem>('GET', '/api/calendar')
    expectProblem(refused, 403, 'policy_violation')
    expect(refused.body.policy_error).toMatchObject({ policy: 'office-hours', type: 'time_window' })
    expect(await connections(browser)).toMatchObject([{ status: 'active', missing_scopes: [] }])
  },

  'a disconnected account is revoked until it is connected again': async ({ browser }) => {
    const { grants: [grant] = [] } = await browser.connect(WORK)
    const path = `connections/${grant?.grant_id}`
    const first = await browser.app<GrantRevocation>('DELETE', path, {})
    const again = await browser.app<GrantRevocation>('DELETE', path, {})
    expect(again.body).toEqual(first.body)
    expect(await connections(browser)).toEqual([])
    const { status, body } = await browser.send<Problem>('GET', '/api/calendar')
    expect([status, body.code]).toEqual([410, 'grant_revoked'])
    expect((await browser.app<Problem>('PUT', `${path}/default`, {})).body.code).toBe('grant_revoked')
    const repaired = await browser.connect(WORK, { provider: 'google', grant_id: grant?.grant_id ?? '' })
    expect(repaired.grants).toMatchObject([{ grant_id: grant?.grant_id, operation: 'reauth' }])
    expect((await browser.send('GET', '/api/calendar')).status).toBe(200)
  },

  'a connection that is not there': async ({ browser }) => {
    const id = '00000000-0000-4000-8000-000000000000'
    expect((await browser.app<Problem>('DELETE', `connections/${id}`, {})).body.code).toBe('grant_not_found')
    expect((await browser.app<Problem>('PUT', `connections/${id}/default`, {})).status).toBe(404)
    const { body } = await browser.app<Problem>('PUT', `connections/${id}/default`, { reason: 'none' })
    expect([body.code, body.field]).toEqual(['invalid_request', 'reason'])
  },
}
