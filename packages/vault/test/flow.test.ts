import { HEADER, type PageSession } from '@alter/protocol'
import { expect } from 'vitest'
import { ownVaultTest, vaultTest } from './fixtures.ts'
import { Browser, CALENDAR, connectGoogle, json, ORIGIN, pollResult, problem, VAULT } from './system.ts'

const test = vaultTest()
const alone = ownVaultTest()

test('a user connects Google and the app calls its API with no grant id', async ({ system, backend }) => {
  const minted = await backend.mint({ allowed_providers: ['google'], allowed_origin: ORIGIN })
  expect(minted.connect_url).toBe(`${VAULT}/sdk/oauth/connect#session=${minted.session_token}`)
  expect(minted.session_token).toMatch(/^alter_cs_[0-9a-f]{32}_[\w-]{43}$/)

  const browser = new Browser(system)
  const opened = await browser.start(minted.session_token)
  expect(opened).toMatchObject({
    session_id: minted.session_id,
    status: 'open',
    allowed_origin: ORIGIN,
    app: { name: 'Daybreak' },
    user_label: `${backend.user}@app.example`,
    providers: [{ id: 'google', name: 'Google' }],
  })

  const authorizationUrl = await browser.authorize(minted.session_id)
  const asked = new URL(authorizationUrl).searchParams
  expect(asked.get('code_challenge_method')).toBe('S256')
  expect(asked.get('redirect_uri')).toBe(`${VAULT}/sdk/oauth/callback/google`)
  expect(asked.get('access_type')).toBe('offline')
  expect(asked.get('scope')?.split(' ')).toEqual(['openid', 'email', 'profile', CALENDAR])

  const landed = await browser.send(await browser.consent(authorizationUrl))
  expect(landed.status).toBe(303)
  expect(landed.headers.get('location')).toBe(`${VAULT}/sdk/oauth/connect#outcome=${minted.session_id}`)

  const outcome = await browser.outcome(minted.session_id)
  expect(outcome).toMatchObject({
    status: 'completed',
    grants: [
      { provider: 'google', account_identifier: 'ada@work.example', operation: 'creation', status: 'active' },
    ],
  })

  const answer = await backend.calendar()
  expect(answer.headers.get(HEADER.upstream)).toBe('1')
  expect(await json<{ summary: string }>(answer)).toMatchObject({ summary: 'ada@work.example' })
})

test('a plain OAuth 2 provider is connected by its account document', async ({ system, backend }) => {
  const minted = await backend.mint({ allowed_providers: ['github'] })
  const outcome = await new Browser(system).connect(minted, { account: 'ghopper' }, { provider: 'github' })
  expect(outcome).toMatchObject({ status: 'completed', grants: [{ account_identifier: 'ghopper' }] })
  const answer = await backend.call(`${system.provider.github.api}/user/repos`, {
    [HEADER.provider]: 'github',
  })
  expect(await json<{ name: string }[]>(answer)).toMatchObject([
    { name: 'flow-matic' },
    { name: 'nanosecond' },
  ])
})

test('two accounts are ambiguous until one is named or made the default', async ({ backend }) => {
  const work = await connectGoogle(backend, 'ada@work.example')
  const home = await connectGoogle(backend, 'ada@home.example')

  const ambiguous = await problem(await backend.calendar())
  expect(ambiguous).toMatchObject({ status: 409, code: 'ambiguous_grant', provider: 'google' })
  expect(ambiguous.accounts?.map(({ account_identifier }) => account_identifier)).toEqual([
    'ada@work.example',
    'ada@home.example',
  ])

  const byLabel = await backend.calendar({ [HEADER.account]: 'ADA%40home.example' })
  expect(await json<object>(byLabel)).toMatchObject({ summary: 'ada@home.example' })
  const byId = await backend.calendar({ [HEADER.account]: work.grant_id })
  expect(await json<object>(byId)).toMatchObject({ summary: 'ada@work.example' })

  await json(await backend.ask(`/sdk/grants/${home.grant_id}/default`, 'PUT'))
  expect(await json<object>(await backend.calendar())).toMatchObject({ summary: 'ada@home.example' })
  expect((await backend.grants()).map(({ is_default }) => is_default)).toEqual([false, true])
})

test('connecting the same account again keeps the grant and says reauth', async ({ system, backend }) => {
  const first = await connectGoogle(backend)
  const outcome = await new Browser(system).connect(await backend.mint(), { account: 'ada@work.example' })
  expect(outcome.grants).toMatchObject([{ grant_id: first.grant_id, operation: 'reauth' }])
  expect(await backend.grants()).toHaveLength(1)
})

alone(
  'a revoked grant says so until it is connected again, with the same id',
  async ({ system, backend }) => {
    const grant = await connectGoogle(backend)
    const revoked = await json<{ revoked_at: string }>(
      await backend.ask(`/sdk/grants/${grant.grant_id}/revoke`, 'POST'),
    )
    expect(system.provider.google.requests).toContainEqual({ method: 'POST', path: '/revoke', status: 200 })
    expect(await problem(await backend.calendar())).toMatchObject({
      code: 'grant_revoked',
      grant_id: grant.grant_id,
    })
    expect(await backend.grants()).toEqual([])
    const again = await json<{ revoked_at: string }>(
      await backend.ask(`/sdk/grants/${grant.grant_id}/revoke`, 'POST'),
    )
    expect(again).toEqual(revoked)

    const repaired = await new Browser(system).connect(await backend.mint({ grant_id: grant.grant_id }), {
      account: 'ada@work.example',
    })
    expect(repaired.grants).toMatchObject([{ grant_id: grant.grant_id, operation: 'reauth' }])
    expect((await backend.calendar()).status).toBe(200)
  },
)

alone('access removed at the provider is credential_revoked, asked once', async ({ system, backend }) => {
  const grant = await connectGoogle(backend)
  await system.provider.google.revokeAll('ada@work.example')
  expect(await problem(await backend.calendar())).toMatchObject({
    status: 410,
    code: 'credential_revoked',
    grant_id: grant.grant_id,
  })
  const asked = system.provider.google.requests.length
  expect(await problem(await backend.calendar())).toMatchObject({ code: 'credential_revoked' })
  expect(system.provider.google.requests).toHaveLength(asked)
  expect(await backend.grants()).toMatchObject([{ status: 'revoked' }])
})

alone('several providers: the picker stays open until Done', async ({ system, backend }) => {
  const minted = await backend.mint({})
  const browser = new Browser(system)
  const first = await browser.connect(minted, { account: 'ada@work.example' })
  expect(first).toMatchObject({ status: 'open', grants: [{ provider: 'google' }] })

  const denied = await browser.consent(await browser.authorize(minted.session_id, 'github'), {
    account: 'ghopper',
    deny: true,
  })
  await browser.send(denied)
  expect(await browser.outcome(minted.session_id)).toMatchObject({ status: 'open', error: 'access_denied' })

  await browser.send(
    await browser.consent(await browser.authorize(minted.session_id, 'github'), { account: 'ghopper' }),
  )
  const done = await json<PageSession>(await browser.page('complete', { session_id: minted.session_id }))
  expect(done.status).toBe('completed')
  expect(done.error).toBeUndefined()
  const result = await pollResult(system, minted.session_token)
  expect(result.grants?.map(({ provider }) => provider)).toEqual(['google', 'github'])
})

test('a picker left with one connection is a success', async ({ system, backend }) => {
  const minted = await backend.mint({})
  await new Browser(system).connect(minted, { account: 'ada@work.example' })
  await system.vault.fetch(
    new Request(`${VAULT}/sdk/oauth/connect/session/cancel`, { method: 'POST', body: minted.session_token }),
  )
  expect(await pollResult(system, minted.session_token)).toMatchObject({
    status: 'completed',
    grants: [{ provider: 'google' }],
  })
})

test('authorizing a grant again with another account changes nothing', async ({ system, backend }) => {
  const grant = await connectGoogle(backend, 'ada@work.example')
  const outcome = await new Browser(system).connect(await backend.mint({ grant_id: grant.grant_id }), {
    account: 'grace@navy.example',
  })
  expect(outcome).toMatchObject({ status: 'failed', error: 'account_mismatch' })
  expect(await backend.grants()).toMatchObject([
    { grant_id: grant.grant_id, account_identifier: 'ada@work.example' },
  ])
  expect(system.provider.google.requests).toContainEqual({ method: 'POST', path: '/revoke', status: 200 })
  expect((await backend.calendar()).status).toBe(200)
})

test('leaving out a required scope connects nothing and revokes what was got', async ({
  system,
  backend,
}) => {
  const minted = await backend.mint()
  const outcome = await new Browser(system).connect(minted, { account: 'ada@work.example', scopes: [] })
  expect(outcome).toMatchObject({ status: 'failed', error: 'scope_denied' })
  expect(outcome.error_description).toContain(CALENDAR)
  expect(await backend.grants()).toEqual([])
  expect(system.provider.google.requests).toContainEqual({ method: 'POST', path: '/revoke', status: 200 })
})
