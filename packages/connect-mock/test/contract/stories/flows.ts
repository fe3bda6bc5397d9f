import type { ProviderList } from '@alter/protocol'
import { expect } from 'vitest'
import { APP, PAGE } from '../places.ts'
import { connections, expectProblem, HOME, type Stories, WORK } from '../scene.ts'

/** Stories about the course of a flow and its result. */
export const FLOWS: Stories = {
  'a flow, from the minted session to the list of connections': async ({ browser }) => {
    const minted = await browser.mint()
    expect(minted.connect_url).toBe(`${PAGE}#session=${minted.session_token}`)
    const started = await browser.start(minted.session_token)
    expect(started.body).toMatchObject({ status: 'open', delivery: 'popup', allowed_origin: APP })
    const landed = await browser.consent(await browser.authorize(minted.session_id), WORK)
    expect(landed).toBe(`${PAGE}#outcome=${minted.session_id}`)
    const outcome = await browser.page('start', { session_id: minted.session_id })
    expect(outcome.body).toMatchObject({ status: 'completed', grants: [{ operation: 'creation' }] })
    const { body } = await browser.widget('result', minted.session_token)
    expect(body.events.map(({ event }) => event)).toEqual([
      'page_loaded',
      'provider_selected',
      'authorization_started',
      'authorization_completed',
    ])
    expect(await connections(browser)).toMatchObject([{ account_identifier: 'ada@work.example' }])
  },

  'the providers of the app': async ({ browser }) => {
    const { body } = await browser.app<ProviderList>('GET', 'providers')
    expect(body.providers.map(({ id }) => id)).toEqual(['google', 'github', 'acme', 'shopify'])
  },

  'a provider that is not OpenID': async ({ browser }) => {
    const result = await browser.connect({ account: 'ada-lovelace' }, { provider: 'github' })
    expect(result).toMatchObject({ status: 'completed', grants: [{ provider: 'github' }] })
    await connections(browser)
  },

  'a provider that is in no catalog': async ({ browser }) => {
    const wish = { provider: 'acme' }
    const result = await browser.connect({ deny: true }, wish)
    expect(result).toMatchObject({ status: 'failed', error: 'access_denied' })
  },

  'a provider that asks something before the start': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint({ provider: 'shopify' })
    await browser.start(session_token)
    for (const fields of [undefined, {}, { shop: 'My Shop' }]) {
      const { status, body } = await browser.page('authorize', { session_id, provider: 'shopify', fields })
      expect([status, body.field, body.detail]).toEqual([
        400,
        'shop',
        'shop: missing or not valid. Shopify needs: Shop name, as in its myshopify.com address, such as my-shop.',
      ])
    }
    const left = await browser.page('authorize', {
      session_id,
      provider: 'shopify',
      fields: { shop: 'my-shop' },
    })
    expect(left.status).toBe(200)
  },

  'the user denies': async ({ browser }) => {
    const result = await browser.connect({ deny: true })
    expect(result).toMatchObject({ status: 'failed', error: 'access_denied' })
    expect(await connections(browser)).toEqual([])
  },

  '12.22: the provider wants something of the user first, or calls their no by another name': async ({
    browser,
  }) => {
    for (const error of ['login_required', 'interaction_required', 'account_selection_required']) {
      expect(await browser.connect({ deny: true, error })).toMatchObject({
        status: 'failed',
        error: 'interaction_required',
      })
    }
    for (const error of ['consent_required', 'user_cancelled_login']) {
      expect(await browser.connect({ deny: true, error })).toMatchObject({
        status: 'failed',
        error: 'access_denied',
      })
    }
    expect(await connections(browser)).toEqual([])
  },

  '14.4: the provider refuses the app': async ({ browser }) => {
    for (const error of ['invalid_scope', 'unauthorized_client', 'invalid_request']) {
      expect(await browser.connect({ deny: true, error })).toMatchObject({
        status: 'failed',
        error: 'provider_misconfigured',
      })
    }
    expect(await browser.connect({ deny: true, error: 'server_error' })).toMatchObject({
      status: 'failed',
      error: 'provider_error',
    })
    expect(await connections(browser)).toEqual([])
  },

  'a required permission is left out': async ({ browser }) => {
    const result = await browser.connect({ ...WORK, scopes: [] })
    expect(result).toMatchObject({ status: 'failed', error: 'scope_denied' })
    expect(await connections(browser)).toEqual([])
  },

  'the same account again keeps its grant': async ({ browser }) => {
    const first = await browser.connect(WORK)
    const again = await browser.connect(WORK)
    expect(again.grants).toMatchObject([{ grant_id: first.grants?.[0]?.grant_id, operation: 'reauth' }])
  },

  'another account than the one to be authorized again': async ({ browser }) => {
    const { grants: [grant] = [] } = await browser.connect(WORK)
    const again = await browser.connect(HOME, { provider: 'google', grant_id: grant?.grant_id ?? '' })
    expect(again).toMatchObject({ status: 'failed', error: 'account_mismatch' })
    expect(await connections(browser)).toHaveLength(1)
  },

  'a picker stays open until Done': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint({})
    expect((await browser.start(session_token)).body.providers).toHaveLength(4)
    expectProblem(await browser.page('complete', { session_id }), 400, 'invalid_request')
    await browser.consent(await browser.authorize(session_id), WORK)
    await browser.consent(await browser.authorize(session_id, 'github'), { deny: true })
    const open = await browser.page('start', { session_id })
    expect(open.body).toMatchObject({ status: 'open', error: 'access_denied' })
    await browser.page('complete', { session_id })
    const again = await browser.page('complete', { session_id })
    expect(again.body).toMatchObject({ status: 'completed' })
    expect(again.body.error).toBeUndefined()
    await browser.widget('result', session_token)
  },

  'a picker left with a connection is a success': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint({})
    await browser.start(session_token)
    await browser.consent(await browser.authorize(session_id), WORK)
    expect((await browser.widget('cancel', session_token)).body.status).toBe('completed')
  },

  'a full-page flow of this widget lands with the session id alone': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint({
      provider: 'google',
      return_url: `${APP}/settings?tab=accounts`,
    })
    const started = await browser.start(session_token, 'session')
    expect(started.body).toMatchObject({ delivery: 'redirect' })
    expect(started.body.return_url).toBeUndefined()
    await browser.consent(await browser.authorize(session_id), WORK)
    const { body } = await browser.page('start', { session_id })
    expect(body.return_url).toBe(`${APP}/settings?tab=accounts&alter_connect_session=${session_id}`)
  },

  'a full-page flow of the published client lands with the result': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token, 'result')
    await browser.consent(await browser.authorize(session_id), WORK)
    const { body } = await browser.page('start', { session_id })
    const landed = new URL(body.return_url ?? '').searchParams
    expect(landed.get('alter_connect_success')).toBe('true')
    expect(landed.get('account_identifier')).toBe('ada@work.example')
  },

  'a full-page flow that is denied lands with the error': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint()
    await browser.start(session_token, 'result')
    await browser.consent(await browser.authorize(session_id), { deny: true })
    const { body } = await browser.page('start', { session_id })
    expect(new URL(body.return_url ?? '').searchParams.get('error_code')).toBe('access_denied')
  },
}
