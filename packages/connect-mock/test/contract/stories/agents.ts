import type { DelegationRevocation, Problem } from '@alter/protocol'
import { expect } from 'vitest'
import { connections, HOME, type Stories, WORK } from '../scene.ts'

const WISH = { provider: 'google', agent: 'research-bot' }

/** Stories about delegations to agents. */
export const AGENTS: Stories = {
  '16.3 an agent is given an account from the provider, and the account is taken from it again': async ({
    browser,
  }) => {
    const { session_id, session_token } = await browser.mint(WISH)
    const started = await browser.start(session_token)
    expect(started.body.agent).toMatchObject({
      name: 'research-bot',
      display_name: 'Research bot',
      rules: [],
      can_ask_user: true,
      accounts: {},
    })
    const unasked = await browser.page<Problem>('authorize', { session_id, provider: 'google' })
    expect([unasked.status, unasked.body.field]).toEqual([400, 'tightening'])
    const { body } = await browser.page<{ authorization_url: string }>('authorize', {
      session_id,
      provider: 'google',
      tightening: { only_read: true, ask_each_time: true, ttl_seconds: 3600 },
    })
    await browser.consent(body.authorization_url, WORK)
    const outcome = await browser.page('start', { session_id })
    expect(outcome.body.grants).toMatchObject([{ delegation: { agent: 'research-bot' } }])
    const [account] = await connections(browser)
    expect(account?.delegations).toMatchObject([{ agent: { name: 'research-bot' } }])
    const path = `connections/${account?.grant_id}/agents/${account?.delegations?.[0]?.agent.agent_id}`
    const removed = await browser.app<DelegationRevocation>('DELETE', path, {})
    expect(removed.body.delegations_revoked).toBe(1)
    expect((await browser.app<DelegationRevocation>('DELETE', path, {})).body.delegations_revoked).toBe(0)
    expect(await connections(browser)).toMatchObject([{ status: 'active', delegations: [] }])
  },

  '16.3 of two tabs the one that comes back counts': async ({ browser }) => {
    const { session_id, session_token } = await browser.mint(WISH)
    await browser.start(session_token)
    const begun = []
    for (const tightening of [{ only_read: true }, {}]) {
      const step = { session_id, provider: 'google', tightening }
      begun.push((await browser.page<{ authorization_url: string }>('authorize', step)).body)
    }
    await browser.consent(begun[0]?.authorization_url ?? '', WORK)
    expect((await browser.page('start', { session_id })).body.status).toBe('completed')
    const [account] = await connections(browser)
    expect(account?.delegations).toMatchObject([{ rules: [{ name: 'only read' }] }])
  },

  '16.3 an agent is given an account that is there, for a while': async ({ browser, backend }) => {
    await browser.connect(WORK)
    const { grants: [home] = [] } = await browser.connect(HOME)
    const { session_id, session_token } = await browser.mint(WISH)
    const { body } = await browser.start(session_token)
    expect(body.agent?.accounts['google']?.map(({ account_identifier }) => account_identifier)).toEqual([
      'ada@work.example',
      'ada@home.example',
    ])
    const given = await browser.page('delegate', {
      session_id,
      grant_id: home?.grant_id,
      tightening: { ttl_seconds: 60 },
    })
    expect(given.body).toMatchObject({ status: 'completed', grants: [{ operation: 'reauth' }] })
    expect((await browser.page<Problem>('delegate', { session_id, grant_id: home?.grant_id })).status).toBe(
      409,
    )
    const [, shown] = await connections(browser)
    expect(shown?.delegations).toHaveLength(1)
    backend.pass(61)
    expect((await connections(browser))[1]?.delegations).toEqual([])
  },

  '16.3 what is no account of the session is not given': async ({ browser }) => {
    const { grants: [grant] = [] } = await browser.connect(WORK)
    const named = await browser.app<Problem>('POST', 'session', { ...WISH, agent: 'nobody' })
    expect([named.status, named.body.field]).toEqual([400, 'agent'])
    const plain = await browser.mint()
    await browser.start(plain.session_token)
    const none = { session_id: plain.session_id, grant_id: grant?.grant_id }
    expect((await browser.page<Problem>('delegate', none)).body.field).toBe('session_id')
    const { session_id, session_token } = await browser.mint({ ...WISH, provider: 'github' })
    await browser.start(session_token)
    const other = await browser.page<Problem>('delegate', { session_id, grant_id: grant?.grant_id })
    expect(other.body.field).toBe('grant_id')
    const missing = await browser.page<Problem>('delegate', { session_id, grant_id: 'nothing' })
    expect(missing.body.code).toBe('grant_not_found')
  },
}
