/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { EventEmitter, once } from 'node:events'
import {
  HEADER,
  type WalletActivityPage,
  type WalletAppPage,
  type WalletConnectionPage,
  type WalletExport,
  type WalletFilters,
  type WalletForgetting,
  type WalletHome,
} from '@alter/protocol'
import { describe, expect, onTestFinished, test as base, vi } from 'vitest'
import { createVault } from '@alter/vault'
import { type AnswerName, ANSWERS } from '../src/reference/answers.ts'
import { startReceiver } from './receiver.ts'
import { Backend, CALENDAR, connectGoogle, json, problem, startSystem, VAULT } from './system.ts'
import { codeOf, WalletBrowser } from './wallet-browser.ts'

const test = base
  .extend('receiver', async ({}, { onCleanup }) => {
    const receiver = await startReceiver()
    onCleanup(() => receiver.close())
    return receiver
  })
  .extend('system', async ({ receiver }, { onCleanup }) => {
    const system = await startSystem({
      wallet: true,
      app: { webhook: receiver.webhook, wallet: { forget: true } },
      vault: { allow_private_network: true },
    })
    onCleanup(() => system.close())
    return system
  })
  .extend('backend', ({ system }) => new Backend(system))
  .extend('connect', ({ backend, receiver }) => async (account?: string): Promise<string> => {
    const { grant_id } = await connectGoogle(backend, account)
    await receiver.nextEvent()
    return grant_id
  })
  .extend('connectFor', ({ backend, system }) => async (policy: object): Promise<string> => {
    const minted = await backend.mint({ allowed_providers: ['google'], grant_policy: policy })
    const outcome = await new WalletBrowser(system).connect(minted, { account: 'ada@work.example' })
    return outcome.grants[0]?.grant_id ?? ''
  })

/** A good answer, as the reference has it. */
async function read<Value>(browser: WalletBrowser, name: AnswerName, path: string): Promise<Value> {
  const answer = await browser.get<Value>(path)
  expect(ANSWERS[name].safeParse(answer)).toMatchObject({ success: true })
  return answer
}

describe('what the Wallet shows', () => {
  test('17.1 an app and its connections, with what they allow in the language asked for', async ({
    system,
    backend,
    connect,
  }) => {
    const id = await connect()
    await backend.calendar({ [HEADER.reason]: encodeURIComponent('the morning’s plan') })
    const ada = await new WalletBrowser(system).signedIn()
    const home = await read<WalletHome>(ada, 'WalletHome', 'home')
    expect(home.apps).toMatchObject([
      { app_id: 'demo', name: 'Daybreak', is_gone: false, connections: 1, need_attention: 0, agents: 0 },
    ])
    expect(home.apps[0]?.last_used_at).toMatch(/^\d{4}-/)
    const app = await read<WalletAppPage>(ada, 'WalletApp', 'apps/demo?locale=de')
    const [connection] = app.connection_list
    expect(connection).toMatchObject({
      connection_id: id,
      provider: 'google',
      provider_name: 'Google',
      account_identifier: 'ada@work.example',
      status: 'active',
      agents: [],
    })
    expect(connection?.permissions.find(({ scope }) => scope === CALENDAR)?.words).toBe(
      'Ihre Kalender ansehen',
    )
    const english = await read<WalletConnectionPage>(ada, 'WalletConnection', `connections/${id}`)
    expect(english.connection.permissions.find(({ scope }) => scope === CALENDAR)?.words).toBe(
      'See your calendars',
    )
    expect(english.activity.activity).toMatchObject([
      {
        action: 'use',
        outcome: 'ok',
        method: 'GET',
        path: '/google/calendar/v3/calendars/primary/events',
        status: 200,
        reason: 'the morning’s plan',
        account_identifier: 'ada@work.example',
      },
      { action: 'connect' },
    ])
    const filters = await read<WalletFilters>(ada, 'WalletFilters', 'filters')
    expect(filters).toMatchObject({ apps: [{ app_id: 'demo' }], providers: [{ provider: 'google' }] })
  })

  test('17.2 the language is that of the browser where none is asked for', async ({ system, connect }) => {
    await connect()
    const ada = await new WalletBrowser(system).signedIn()
    const answer = await ada.send('/wallet/api/apps/demo', {
      headers: { 'accept-language': 'fr-CA,fr;q=0.8' },
    })
    expect(JSON.stringify(await json<unknown>(answer))).toContain('Voir vos agendas')
  })

  test('17.1 what an app does by itself with a connection, without a word of its user', async ({
    system,
    backend,
    connect,
  }) => {
    const id = await connect()
    const url = `${system.provider.google.api}/calendar/v3/calendars/primary/events`
    const headers = { [HEADER.apiKey]: system.apiKey, [HEADER.grant]: id, [HEADER.url]: url }
    const answer = await system.vault.fetch(new Request(`${VAULT}/sdk/proxy`, { headers }))
    expect(answer.status).toBe(200)
    await (await backend.post(`/sdk/grants/${id}/revoke`, {})).text()
    const ada = await new WalletBrowser(system).signedIn()
    const { activity } = await ada.get<WalletActivityPage>('activity')
    expect(activity.map(({ action }) => action)).toEqual(['sign_in', 'revoke', 'use', 'connect'])
  })

  test('17.1 never a query, in the activity and in the files', async ({ system, backend, connect }) => {
    await connect()
    const url = `${system.provider.google.api}/calendar/v3/calendars/primary/events?secret=in-a-query`
    await (await backend.call(url)).text()
    const ada = await new WalletBrowser(system).signedIn()
    const all = [
      JSON.stringify(await ada.get('activity')),
      await (await ada.send('/wallet/api/activity.csv')).text(),
      await (await ada.send('/wallet/api/export')).text(),
    ].join('')
    expect(all).toContain('/calendar/v3/calendars/primary/events')
    expect(all).not.toContain('in-a-query')
  })

  test('17.2 a connection that its provider ended needs attention; one that was disconnected is gone', async ({
    receiver,
    system,
    backend,
    connect,
  }) => {
    const id = await connect()
    await connect('ada@home.example')
    await system.provider.google.revokeAll('ada@work.example')
    await (await backend.calendar({ [HEADER.account]: 'ada@work.example' })).text()
    await receiver.nextEvent()
    const ada = await new WalletBrowser(system).signedIn()
    expect((await ada.get<WalletHome>('home')).apps).toMatchObject([{ connections: 1, need_attention: 1 }])
    const { connection_list: list } = await ada.get<WalletAppPage>('apps/demo')
    expect(list.map(({ status }) => status)).toEqual(['active', 'revoked'])
    await ada.post(`connections/${id}/disconnect`)
    expect((await ada.get<WalletAppPage>('apps/demo')).connection_list).toHaveLength(2)
    const live = list[0]?.connection_id ?? ''
    expect((await ada.post(`connections/${live}/disconnect`)).status).toBe(200)
    expect((await ada.get<WalletAppPage>('apps/demo')).connection_list).toHaveLength(1)
  })

  test('17.2 an app that is no longer configured is shown, and its connections can be ended', async ({
    system,
    connect,
  }) => {
    const id = await connect()
    const [app] = system.config.apps
    if (!app) throw new Error('no app')
    const next = {
      ...app,
      id: 'second',
      name: 'Nightfall',
      api_key: `${system.apiKey}-second`,
    }
    const vault = await createVault({ ...system.config, apps: [next], log: 'silent' })
    try {
      const ada = new WalletBrowser({ ...system, vault })
      await ada.signedIn()
      expect(await read<WalletHome>(ada, 'WalletHome', 'home')).toMatchObject({
        apps: [{ app_id: 'demo', name: 'demo', is_gone: true, connections: 1 }],
      })
      const { connection_list: list } = await read<WalletAppPage>(ada, 'WalletApp', 'apps/demo')
      expect(list).toMatchObject([{ connection_id: id, provider_name: 'Google', status: 'active' }])
      expect(await codeOf(await ada.post(`connections/${id}/extend`))).toBe('invalid_request')
      expect(await json<object>(await ada.post(`connections/${id}/disconnect`))).toMatchObject({
        connection_id: id,
      })
      expect(await system.database('select status from grants')).toEqual([{ status: 'revoked' }])
    } finally {
      await vault.close()
    }
  })

  test('17.4 names that are markup or a formula stay what they are', async () => {
    const name = '=HYPERLINK("https://evil.example","<img src=x onerror=alert(1)>")'
    const system = await startSystem({ wallet: true, app: { name } })
    onTestFinished(() => system.close())
    const backend = new Backend(system)
    await connectGoogle(backend)
    await (await backend.calendar({ [HEADER.reason]: encodeURIComponent('@SUM(A1:A9)\t') })).text()
    const ada = await new WalletBrowser(system).signedIn()
    expect((await ada.get<WalletHome>('home')).apps[0]?.name).toBe(name)
    const answer = await ada.send('/wallet/api/activity.csv')
    expect(answer.headers.get('content-type')).toContain('text/csv')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="activity.csv"')
    const csv = await answer.text()
    expect(csv).toContain(`"'=HYPERLINK(""https://evil.example""`)
    expect(csv).toContain(`"'@SUM(A1:A9)`)
    for (const cell of csv.matchAll(/(?:^|,)"([^"]*)/gm)) expect(cell[1]).not.toMatch(/^[=+\-@\t\r]/)
  })
})

describe('the activity', () => {
  test('17.1 by app, provider, connection, outcome and dates, a page at a time', async ({
    system,
    backend,
    connect,
  }) => {
    const id = await connect()
    const other = await connect('ada@home.example')
    for (let count = 0; count < 5; count += 1) {
      await (await backend.calendar({ [HEADER.account]: 'ada@work.example' })).text()
    }
    await problem(
      await backend.call('https://evil.example/', { [HEADER.grant]: other, [HEADER.provider]: 'google' }),
    )
    const ada = await new WalletBrowser(system).signedIn()
    async function actions(query: string): Promise<string[]> {
      const { activity } = await read<WalletActivityPage>(ada, 'WalletActivity', `activity?${query}`)
      return activity.map(({ action, outcome }) => `${action} ${outcome}`)
    }
    expect(await actions(`connection=${id}`)).toEqual([
      ...Array.from({ length: 5 }, () => 'use ok'),
      'connect ok',
    ])
    expect(await actions('outcome=denied')).toEqual(['use denied'])
    expect(await actions('provider=github')).toEqual([])
    expect(await actions('app=other')).toEqual([])
    const today = new Date().toISOString().slice(0, 10)
    expect(await actions(`from=${today}&to=${today}`)).toHaveLength(9)
    expect(await actions('to=2001-01-01')).toEqual([])
    expect(await actions('from=2999-01-01T00:00:00Z')).toEqual([])
    const seen: string[] = []
    for (let before: string | undefined = ''; before !== undefined;) {
      const page: WalletActivityPage = await ada.get(`activity?limit=2${before && `&before=${before}`}`)
      seen.push(...page.activity.map(({ activity_id }) => activity_id))
      before = page.next_cursor
    }
    expect(new Set(seen).size).toBe(9)
    expect(seen).toHaveLength(9)
  })

  test.for([
    ['outcome=fine', 'outcome'],
    ['from=yesterday', 'from'],
    ['to=2026-13-40', 'to'],
    ['limit=101', 'limit'],
    ['limit=0', 'limit'],
    ['before=x', 'before'],
    ['before=MS4nIG9yIDE9MQ', 'before'],
    [`app=${'x'.repeat(65)}`, 'app'],
    ['agents=x', 'agents'],
  ] as const)('17.2 a query that makes no sense names the field: %s', async ([query, field], { system }) => {
    const ada = await new WalletBrowser(system).signedIn()
    expect(await problem(await ada.send(`/wallet/api/activity?${query}`))).toMatchObject({
      code: 'invalid_request',
      field,
    })
  })

  test('17.4 makes thirty files an hour, no more', async ({ system }) => {
    const ada = await new WalletBrowser(system).signedIn()
    for (let count = 0; count < 30; count += 1) {
      expect((await ada.send('/wallet/api/activity.csv')).status).toBe(200)
    }
    const refused = await ada.send('/wallet/api/export')
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await codeOf(refused)).toBe('rate_limited')
    system.pass(3601)
    expect((await ada.send('/wallet/api/export')).status).toBe(200)
  })
})

describe('a disconnection', () => {
  test('17.5 is noticed by the app: at its next call, in its list, by its webhook', async ({
    receiver,
    system,
    backend,
    connect,
  }) => {
    const id = await connect()
    const ada = await new WalletBrowser(system).signedIn()
    const answer = await ada.post(`connections/${id}/disconnect`)
    const done = await json<{ revoked_at: string }>(answer.clone())
    expect(ANSWERS.WalletDisconnection.safeParse(done).success).toBe(true)
    expect(done).toMatchObject({ connection_id: id, provider_revocation: 'done' })
    expect(await problem(await backend.calendar({ [HEADER.grant]: id }))).toMatchObject({
      code: 'grant_revoked',
    })
    expect(await backend.grants()).toEqual([])
    expect(await receiver.nextEvent()).toMatchObject({
      type: 'grant.revoked',
      data: { grant_id: id, user_id: 'ada' },
    })
    const { activity } = await ada.get<WalletActivityPage>(`activity?connection=${id}&limit=2`)
    expect(activity).toMatchObject([
      { action: 'use', outcome: 'denied' },
      { action: 'revoke', vault_reason: 'by the user, in the Wallet' },
    ])
    // Once more changes nothing.
    const again = await json<{ revoked_at: string }>(await ada.post(`connections/${id}/disconnect`))
    expect(again.revoked_at).toBe(done.revoked_at)
  })

  test('17.5 stops a use under way that was not sent yet', async ({ system, backend, connect }) => {
    const id = await connect()
    const ada = await new WalletBrowser(system).signedIn()
    const before = system.provider.google.requests.length
    const reading = new EventEmitter()
    const ended = new EventEmitter()
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const over = once(ended, 'over')
          reading.emit('begun')
          await over
          controller.enqueue(new TextEncoder().encode('{}'))
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const begun = once(reading, 'begun')
    const url = `${system.provider.google.api}/calendar/v3/calendars/primary/events`
    const called = backend.call(url, { [HEADER.grant]: id }, { method: 'POST', body, duplex: 'half' })
    await begun
    expect((await ada.post(`connections/${id}/disconnect`)).status).toBe(200)
    ended.emit('over')
    expect(await problem(await called)).toMatchObject({ code: 'grant_revoked' })
    const sent = system.provider.google.requests.slice(before).filter(({ path }) => path.includes('events'))
    expect(sent).toEqual([])
  })
})

describe('an extension', () => {
  test('17.1 begins the life of a connection anew, up to what it was given', async ({
    system,
    backend,
    connectFor,
  }) => {
    const id = await connectFor({ max_ttl_seconds: 1800 })
    const ada = await new WalletBrowser(system).signedIn()
    expect(await codeOf(await ada.post(`connections/${id}/extend`))).toBe('invalid_request')
    system.pass(900)
    const { connection } = await read<WalletConnectionPage>(ada, 'WalletConnection', `connections/${id}`)
    const until = Date.parse(connection.extendable_until ?? '')
    expect(until - Date.parse(connection.ends_at ?? '')).toBeGreaterThan(890_000)
    const answer = await json<{ ends_at: string }>(await ada.post(`connections/${id}/extend`))
    expect(ANSWERS.WalletExtension.safeParse(answer).success).toBe(true)
    expect(Math.abs(Date.parse(answer.ends_at) - until)).toBeLessThan(5000)
    system.pass(1500)
    expect((await backend.calendar({ [HEADER.grant]: id })).status).toBe(200)
    expect(
      (await ada.get<WalletActivityPage>('activity')).activity.find(({ action }) => action === 'extend'),
    ).toMatchObject({
      action: 'extend',
    })
    system.pass(400)
    expect(await codeOf(await ada.post(`connections/${id}/extend`))).toBe('grant_expired')
  })

  test('17.1 answers a rule that asks for the user again', async ({ system, backend, connectFor }) => {
    const id = await connectFor({ rules: [{ type: 'ttl', seconds: 600 }] })
    const ada = await new WalletBrowser(system).signedIn()
    system.pass(700)
    expect(await codeOf(await backend.calendar({ [HEADER.grant]: id }))).toBe('grant_expired')
    expect((await ada.get<WalletConnectionPage>(`connections/${id}`)).connection.status).toBe('expired')
    expect((await ada.post(`connections/${id}/extend`)).status).toBe(200)
    expect((await backend.calendar({ [HEADER.grant]: id })).status).toBe(200)
  })

  test('17.1 is not offered where nothing ends, and refused where the connection has ended', async ({
    system,
    connect,
  }) => {
    const id = await connect()
    const ada = await new WalletBrowser(system).signedIn()
    const { connection } = await ada.get<WalletConnectionPage>(`connections/${id}`)
    expect(connection).not.toHaveProperty('extendable_until')
    expect(connection).not.toHaveProperty('ends_at')
    expect(await codeOf(await ada.post(`connections/${id}/extend`))).toBe('invalid_request')
    await ada.post(`connections/${id}/disconnect`)
    expect(await codeOf(await ada.post(`connections/${id}/extend`))).toBe('grant_revoked')
  })
})

describe('what is kept about a user', () => {
  test('17.7 comes as one file, without a token, and says that it was asked for', async ({
    system,
    backend,
    connect,
  }) => {
    const id = await connect()
    await (await backend.calendar()).text()
    const ada = await new WalletBrowser(system).signedIn()
    const answer = await ada.send('/wallet/api/export')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="wallet.json"')
    const kept = await json<WalletExport>(answer)
    expect(ANSWERS.WalletExport.safeParse(kept)).toMatchObject({ success: true })
    expect(kept).toMatchObject({
      user: { issuer: system.provider.identity.issuer, subject: 'ada' },
      sign_ins: [{}],
      apps: [
        {
          app_id: 'demo',
          users: [{ label: 'ada@app.example' }],
          connections: [{ connection_id: id, account_email: 'ada@work.example' }],
        },
      ],
    })
    const actions = kept.apps[0]?.activity.map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['mint', 'connect', 'use', 'sign_in', 'export']))
    const text = JSON.stringify(kept)
    for (const secret of system.secrets) if (secret !== '') expect(text).not.toContain(secret)
    const [row] = await system.database<{ access_token: string }>('select access_token from grants')
    expect(text).not.toContain(row?.access_token)
  })

  test('17.7 is forgotten where the app allows it: connections end, and the sign-in with the last of it', async ({
    receiver,
    system,
    connect,
  }) => {
    const id = await connect()
    const ada = await new WalletBrowser(system).signedIn()
    expect(await ada.me()).toMatchObject({ forgettable: [{ app_id: 'demo' }] })
    expect(await codeOf(await ada.post('forget', { app_id: 'second' }))).toBe('not_found')
    expect(await codeOf(await ada.post('forget', { app: 'demo' }))).toBe('invalid_request')
    const done = await json<WalletForgetting>(await ada.post('forget', { app_id: 'demo' }))
    expect(ANSWERS.WalletForgetting.safeParse(done).success).toBe(true)
    expect(done).toEqual({ apps: [{ app_id: 'demo', connections_ended: 1 }], signed_out: true })
    expect((await ada.session()).signed_in).toBe(false)
    expect(await receiver.nextEvent()).toMatchObject({ type: 'grant.revoked', data: { grant_id: id } })
    expect(await system.database('select id from grants')).toEqual([])
    expect(await system.database('select id from users')).toEqual([])
    // A new sign-in finds nobody.
    const later = await new WalletBrowser(system).signedIn()
    expect(await later.get<WalletHome>('home')).toEqual({ apps: [], approvals: [] })
  })

  test('17.7 is not forgotten by an app that does not allow it', async () => {
    const system = await startSystem({ wallet: true })
    onTestFinished(() => system.close())
    const backend = new Backend(system)
    await connectGoogle(backend)
    const ada = await new WalletBrowser(system).signedIn()
    expect(await ada.me()).toMatchObject({ forgettable: [] })
    expect(await codeOf(await ada.post('forget'))).toBe('not_found')
    expect(await backend.grants()).toHaveLength(1)
  })

  test('17.4 of whoever comes after one who was deleted is not shown to the earlier sign-in', async ({
    receiver,
    system,
    backend,
    connect,
  }) => {
    await connect()
    const ada = await new WalletBrowser(system).signedIn()
    expect((await backend.ask('/sdk/users/ada', 'DELETE')).status).toBe(200)
    await receiver.nextEvent()
    // Tokens say the second that they were issued in: those of the next one are of somebody new.
    await vi.waitFor(async () => expect((await backend.tryMint()).status).toBe(201))
    await connect('another@person.example')
    expect(await ada.get<WalletHome>('home')).toEqual({ apps: [], approvals: [] })
  })
})
