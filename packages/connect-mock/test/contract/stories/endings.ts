import { expect } from 'vitest'
import { PAGE } from '../places.ts'
import { connections, expectProblem, type Stories, WORK } from '../scene.ts'

/** Stories about how a session ends, and what is refused afterwards. */
export const ENDINGS: Stories = {
  'the page cancels': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token)
    expect((await browser.page('cancel', { session_id })).body.status).toBe('cancelled')
    expectProblem(await browser.start(session_token), 409, 'session_ended')
    await browser.widget('result', session_token)
  },

  'the widget cancels, then comes the callback': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token)
    const away = await browser.authorize(session_id)
    await browser.widget('cancel', session_token)
    expect(await browser.consent(away, WORK)).toBe(`${PAGE}#outcome=${session_id}`)
    expect((await browser.widget('result', session_token)).body.status).toBe('cancelled')
    expect(await connections(browser)).toEqual([])
  },

  'a session ends with its time': async ({ browser, backend }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token)
    backend.pass(601)
    const over = await browser.widget('result', session_token)
    expect(over.body).toMatchObject({ status: 'expired', error: 'session_expired', expires_in: 0 })
    expectProblem(await browser.start(session_token), 401, 'session_expired')
    expectProblem(await browser.page('authorize', { session_id, provider: 'google' }), 401, 'session_expired')
    expect((await browser.page('start', { session_id })).body.status).toBe('expired')
  },

  'a callback is honoured beyond the end of the session': async ({ browser, backend }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token)
    backend.pass(400)
    const away = await browser.authorize(session_id)
    backend.pass(450)
    expect((await browser.widget('result', session_token)).body.status).toBe('authorizing')
    await browser.consent(away, WORK)
    expect((await browser.widget('result', session_token)).body.status).toBe('completed')
  },

  'and not for ever': async ({ browser, backend }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token)
    const away = await browser.authorize(session_id)
    backend.pass(1201)
    await browser.consent(away, WORK)
    expect((await browser.widget('result', session_token)).body.status).toBe('expired')
    expect(await connections(browser)).toEqual([])
  },

  'a picker that runs out of time keeps what it connected': async ({ browser, backend }) => {
    const { session_id, session_token } = await browser.mint({})
    await browser.start(session_token)
    await browser.consent(await browser.authorize(session_id), WORK)
    backend.pass(601)
    expect((await browser.widget('result', session_token)).body.status).toBe('completed')
  },

  'a session is of one browser': async ({ browser, another }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token)
    const other = another()
    expectProblem(await other.start(session_token), 409, 'session_in_use')
    expectProblem(await other.page('start', { session_id }), 409, 'session_in_use')
    expectProblem(await other.page('authorize', { session_id, provider: 'google' }), 409, 'session_in_use')
    expectProblem(await other.page('complete', { session_id }), 409, 'session_in_use')
    expectProblem(await other.page('cancel', { session_id }), 409, 'session_in_use')
    expect((await browser.start(session_token)).status).toBe(200)
  },

  'a session works once': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token)
    await browser.consent(await browser.authorize(session_id), WORK)
    expectProblem(await browser.start(session_token), 409, 'session_ended')
    expectProblem(await browser.page('authorize', { session_id, provider: 'google' }), 409, 'session_ended')
    expect((await browser.widget('cancel', session_token)).body.status).toBe('completed')
  },

  'more attempts than a person makes': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint({})
    await browser.start(session_token)
    for (let attempt = 0; attempt < 20; attempt += 1) await browser.authorize(session_id)
    expectProblem(await browser.page('authorize', { session_id, provider: 'google' }), 429, 'rate_limited')
  },

  'an answer that was used before': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint({})
    await browser.start(session_token)
    const first = await browser.authorize(session_id)
    const second = await browser.authorize(session_id, 'github')
    await browser.consent(first, WORK)
    await browser.consent(second, { account: 'ada-lovelace' })
    const { body } = await browser.page('start', { session_id })
    expect(body.grants.map(({ provider }) => provider)).toEqual(['google', 'github'])
  },
}
