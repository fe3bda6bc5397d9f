import type { Problem } from '@alter/protocol'
import { expect } from 'vitest'
import { APP, PAGE } from '../places.ts'
import { expectProblem, type Stories, WORK } from '../scene.ts'

/** Stories about refusals. */
export const REFUSALS: Stories = {
  'tokens that are of no session': async ({ browser }) => {
    const none = `alter_cs_${'0'.repeat(32)}_${'x'.repeat(43)}`
    expectProblem(await browser.start(none), 401, 'invalid_token')
    expectProblem(await browser.widget('result', 'nonsense'), 401, 'invalid_token')
    expectProblem(await browser.widget('cancel', none), 401, 'invalid_token')
    expectProblem(await browser.page('start', {}), 401, 'invalid_token')
    expectProblem(await browser.page('start', { session_id: '0'.repeat(32) }), 401, 'invalid_token')
  },

  'another site may not speak for a session': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token)
    const forged = await browser.send<Problem>('POST', `${PAGE}/session/start`, {
      headers: { origin: APP, 'content-type': 'application/json' },
      body: JSON.stringify({ session_id }),
    })
    expect([forged.status, forged.body.code]).toEqual([403, 'origin_not_allowed'])
  },

  'bodies of the page that are not what they should be': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token)
    const faults = [
      await browser.page('authorize', { session_id, provider: 'github' }),
      await browser.page('authorize', { session_id, provider: 'goggle' }),
      await browser.page('authorize', { session_id }),
      await browser.page('authorize', { session_id, provider: 'google', welcomed: 'yes' }),
      await browser.page('start', { session_id, landing: 'moon' }),
      await browser.page('complete', { session_id, hurry: true }),
      await browser.page('cancel', { session_id: 7 }),
    ]
    expect(faults.map(({ status, body }) => [status, body.field])).toEqual([
      [400, 'provider'],
      [400, 'provider'],
      [400, 'provider'],
      [400, 'welcomed'],
      [400, 'landing'],
      [400, 'hurry'],
      [400, 'session_id'],
    ])
    const untyped = await browser.send<Problem>('POST', `${PAGE}/session/start`, { body: '{}' })
    expect([untyped.status, untyped.body.code]).toEqual([400, 'invalid_request'])
    const broken = await browser.send<Problem>('POST', `${PAGE}/session/complete`, {
      headers: { 'content-type': 'application/json' },
      body: '{',
    })
    expect([broken.status, broken.body.code]).toEqual([400, 'invalid_request'])
  },

  'sessions that the routes do not mint': async ({ browser }) => {
    const faults = [
      await browser.app<Problem>('POST', 'session', { provider: 'goggle' }),
      await browser.app<Problem>('POST', 'session', { provdier: 'google' }),
      await browser.app<Problem>('POST', 'session', { provider: 7 }),
      await browser.app<Problem>('POST', 'session', []),
      await browser.app<Problem>('POST', 'session', { return_url: 'https://elsewhere.example/' }),
      await browser.app<Problem>('POST', 'session', { grant_id: 'none' }),
    ]
    expect(faults.map(({ status, body }) => [status, body.code, body.field])).toEqual([
      [400, 'unknown_provider', 'allowed_providers'],
      [400, 'invalid_request', 'provdier'],
      [400, 'invalid_request', 'provider'],
      [400, 'invalid_request', undefined],
      [400, 'invalid_request', 'return_url'],
      [404, 'grant_not_found', undefined],
    ])
  },

  'a session for a grant of another provider': async ({ browser }) => {
    const { grants: [grant] = [] } = await browser.connect(WORK)
    const wish = { provider: 'github', grant_id: grant?.grant_id }
    const { status, body } = await browser.app<Problem>('POST', 'session', wish)
    expect([status, body.code, body.field]).toEqual([400, 'invalid_request', 'allowed_providers'])
    const alone = await browser.mint({ grant_id: grant?.grant_id })
    expect((await browser.start(alone.session_token)).body.providers.map(({ id }) => id)).toEqual(['google'])
  },

  'changes from elsewhere, or from a form': async ({ browser }) => {
    for (const headers of [{ origin: 'https://elsewhere.example' }, { 'content-type': 'text/plain' }]) {
      await browser.app('POST', 'session', { provider: 'google' }, headers)
      await browser.app('PUT', 'connections/none/default', undefined, headers)
      const { status } = await browser.app('DELETE', 'connections/none', undefined, headers)
      expect(status).toBe('origin' in headers ? 403 : 400)
    }
  },

  'paths and methods that are not there': async ({ browser }) => {
    const { status, headers } = await browser.app('GET', 'session')
    expect([status, headers.get('allow')]).toEqual([405, 'POST'])
    expect((await browser.app('POST', 'connections', {})).status).toBe(405)
    expect((await browser.app('GET', 'grants')).status).toBe(404)
  },

  'nobody is signed in': async ({ browser, backend }) => {
    backend.signOut()
    for (const path of ['providers', 'connections']) {
      const { status, body } = await browser.app<Problem>('GET', path)
      expect([status, body.code]).toEqual([401, 'user_token_required'])
    }
    expect((await browser.app<Problem>('POST', 'session', {})).body.code).toBe('user_token_required')
  },
}
