import { expect } from 'vitest'
import { type Stories, WORK } from '../scene.ts'

/** Stories about how the widget gets the result. */
export const POLLS: Stories = {
  'a poll is answered at once with what it has not heard yet': async ({ browser }) => {
    const { session_token } = await browser.mint()
    await browser.start(session_token)
    const { body } = await browser.widget('result', session_token, 25)
    expect(body).toMatchObject({ status: 'open', events: [{ event: 'page_loaded' }] })
  },

  'a poll waits for news, and the newest wins': async ({ browser }) => {
    const { session_token, session_id } = await browser.mint()
    await browser.start(session_token)
    const away = await browser.authorize(session_id)
    await browser.widget('result', session_token)
    const first = browser.widget('result', session_token, 25)
    await new Promise((resolve) => setImmediate(resolve))
    const second = browser.widget('result', session_token, 25)
    expect((await first).body.status).toBe('authorizing')
    await browser.consent(away, WORK)
    expect((await second).body.status).toBe('completed')
  },

  'a poll without news is answered when its time is over': async ({ browser }) => {
    const { session_token } = await browser.mint()
    expect((await browser.widget('result', session_token, 0.01)).body.status).toBe('pending')
    expect((await browser.widget('result', session_token, Number.NaN)).body.status).toBe('pending')
  },
}
