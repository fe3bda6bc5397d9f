/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { describe, expect } from 'vitest'
import { HEADER } from '@alter/protocol'
import { ownVaultTest, vaultTest, type VaultTest } from './fixtures.ts'
import { type SignInIssuer, startSignInIssuer } from './sign-in-issuer.ts'
import { Backend, Browser, connectGoogle, problem, type SystemOptions, VAULT } from './system.ts'
import { codeOf, WalletBrowser } from './wallet-browser.ts'

const test = withElsewhere(ownVaultTest(), 'test')
/** For what concerns its own browsers alone. */
const shared = withElsewhere(vaultTest(), 'file')

function withElsewhere(base: VaultTest, scope: 'file' | 'test') {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- What a fixture of a file may see, one of a test may too.
  const scoped = { scope: scope as 'file' }
  return (
    base
      .extend('signInIssuer', scoped, async ({}, { onCleanup }) => {
        const issuer = await startSignInIssuer()
        onCleanup(() => issuer.close())
        return issuer
      })
      .extend('options', scoped, ({ signInIssuer: { url, clientId } }): SystemOptions => ({
        wallet: true,
        vault: { allow_private_network: true },
        also: (app) => [
          { ...app, id: 'second', name: 'Nightfall', api_key: `${app.api_key}-second` },
          {
            ...app,
            id: 'other',
            name: 'Elsewhere',
            api_key: `${app.api_key}-other`,
            identity: { issuer: url, audience: clientId, client_id: clientId },
          },
        ],
      }))
      /** The issuer of the app `other`, as it was at the start. */
      .extend('elsewhere', ({ signInIssuer }): SignInIssuer =>
        Object.assign(signInIssuer, { claims: {}, signer: 'own', meanwhile: () => Promise.resolve() }),
      )
      /** A connection of the user of the same name at the other issuer. */
      .extend('connectElsewhere', ({ elsewhere, system }) => {
        return async (sub: string): Promise<string> => {
          const there = new Backend({ ...system, apiKey: `${system.apiKey}-other` }, sub)
          const token = await elsewhere.userToken(sub)
          there.userToken = () => Promise.resolve(token)
          return (await connectGoogle(there, `${sub}@elsewhere.example`)).grant_id
        }
      })
      .extend('signInElsewhere', ({ elsewhere }) => {
        return async (browser: WalletBrowser): Promise<Response> => {
          return browser.send(elsewhere.callback(await browser.beginSignIn({ app: 'other' })))
        }
      })
      .extend('tellLogout', ({ system }) => {
        return (token: string, app = 'other'): Promise<Response> => {
          return system.vault.fetch(
            new Request(`${VAULT}/sdk/webhooks/identity/${app}`, {
              method: 'POST',
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
              body: new URLSearchParams({ logout_token: token }).toString(),
            }),
          )
        }
      })
      .extend('signedInWith', ({ system, elsewhere, signInElsewhere }) => {
        return async (claims: Record<string, unknown>): Promise<WalletBrowser> => {
          const browser = new WalletBrowser(system)
          elsewhere.claims = claims
          expect((await signInElsewhere(browser)).status).toBe(303)
          elsewhere.claims = {}
          return browser
        }
      })
  )
}

describe('data of others', () => {
  test('17.4 swapped ids find nothing, whatever is asked', async ({ system, backend }) => {
    const mine = await connectGoogle(backend)
    const theirs = await connectGoogle(new Backend(system, 'grace'), 'grace@work.example')
    const ada = await new WalletBrowser(system).signedIn()
    const id = theirs.grant_id
    expect(await codeOf(await ada.send(`/wallet/api/connections/${id}`))).toBe('grant_not_found')
    expect(await codeOf(await ada.post(`connections/${id}/disconnect`))).toBe('grant_not_found')
    expect(await codeOf(await ada.post(`connections/${id}/extend`))).toBe('grant_not_found')
    const { activity } = await ada.get<{ activity: unknown[] }>(`activity?connection=${id}`)
    expect(activity).toEqual([])
    const seen = JSON.stringify([await ada.get('home'), await ada.get('apps/demo'), await ada.get('export')])
    expect(seen).toContain(mine.grant_id)
    expect(seen).not.toContain(id)
    expect(seen).not.toContain('grace@work.example')
    expect(await (await ada.send('/wallet/api/activity.csv')).text()).not.toContain('grace@work.example')
    const [stored] = await system.database<{ status: string }>('select status from grants where id = ?', id)
    expect(stored?.status).toBe('active')
  })

  test('17.4 the same subject at another issuer is somebody else', async ({
    system,
    backend,
    connectElsewhere,
    signInElsewhere,
  }) => {
    const here = (await connectGoogle(backend)).grant_id
    const there = await connectElsewhere('ada')
    const ada = await new WalletBrowser(system).signedIn()
    expect(await ada.get('home')).toMatchObject({ apps: [{ app_id: 'demo', connections: 1 }] })
    expect(await codeOf(await ada.send('/wallet/api/apps/other'))).toBe('not_found')
    expect(await codeOf(await ada.post(`connections/${there}/disconnect`))).toBe('grant_not_found')
    const stranger = new WalletBrowser(system)
    expect((await signInElsewhere(stranger)).status).toBe(303)
    expect(await stranger.get('home')).toMatchObject({ apps: [{ app_id: 'other', connections: 1 }] })
    expect(await codeOf(await stranger.send(`/wallet/api/connections/${here}`))).toBe('grant_not_found')
    expect(JSON.stringify(await stranger.get('export'))).not.toContain(here)
  })

  test('17.1 apps of one issuer show together, one without a client and one of another issuer do not', async ({
    system,
    backend,
  }) => {
    await connectGoogle(backend)
    const second = new Backend({ ...system, apiKey: `${system.apiKey}-second` })
    await connectGoogle(second, 'ada@home.example')
    const ada = await new WalletBrowser(system).signedIn()
    const { apps } = await ada.get<{ apps: { app_id: string }[] }>('home')
    expect(apps.map(({ app_id }) => app_id).toSorted()).toEqual(['demo', 'second'])
    expect(await ada.me()).toMatchObject({
      apps: [{ app_id: 'demo' }, { app_id: 'second' }],
      sign_in: [{ apps: [{ app_id: 'other' }] }],
    })
  })
})

describe('a sign-in of somebody else', () => {
  shared(
    '17.4 whose answer is opened in another browser signs nobody in (login CSRF)',
    async ({ system }) => {
      const attacker = new WalletBrowser(system)
      const callback = await attacker.consent(await attacker.beginSignIn(), { account: 'mallory' })
      const victim = new WalletBrowser(system)
      const answer = await victim.send(callback)
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain('could not be matched')
      expect(victim.cookie).toBeUndefined()
      // Also while the victim signs in at the same time.
      await victim.beginSignIn()
      expect((await victim.send(callback)).status).toBe(400)
      expect((await victim.session()).signed_in).toBe(false)
    },
  )

  test('17.4 that was planted in a browser is ended by the next one there (session fixation)', async ({
    system,
  }) => {
    const attacker = await new WalletBrowser(system).signedIn('mallory@evil.example')
    const victim = new WalletBrowser(system)
    for (const [name, value] of attacker.cookies) victim.cookies.set(name, value)
    const planted = victim.cookie
    await victim.signedIn()
    expect(victim.cookie).not.toBe(planted)
    expect(await victim.me()).toMatchObject({ user: { label: 'ada@lovelace.example' } })
    expect((await attacker.session()).signed_in).toBe(false)
  })

  test('17.4 whose answer is used twice, or late, signs nobody in', async ({ system }) => {
    const browser = new WalletBrowser(system)
    const begun = await browser.beginSignIn()
    const kept = new Map(browser.cookies)
    const callback = await browser.consent(begun, { account: 'ada' })
    expect((await browser.send(callback)).status).toBe(303)
    expect((await browser.send(callback)).status).toBe(400)
    // With the cookie of the attempt put back the issuer refuses its code.
    const again = new WalletBrowser(system)
    for (const [name, value] of kept) again.cookies.set(name, value)
    expect((await again.send(callback)).status).toBe(502)
    const late = new WalletBrowser(system)
    const lateCallback = await late.consent(await late.beginSignIn(), { account: 'ada' })
    system.pass(601)
    expect((await late.send(lateCallback)).status).toBe(400)
    expect((await late.session()).signed_in).toBe(false)
    // Nor does a clock that was set back give it more time.
    system.pass(-700)
    expect((await late.send(lateCallback)).status).toBe(400)
  })

  test('17.4 is no answer to another app’s sign-in, and no issuer answers for another (mix-up)', async ({
    system,
    elsewhere,
  }) => {
    const browser = new WalletBrowser(system)
    const callback = await browser.consent(await browser.beginSignIn(), { account: 'ada' })
    for (const app of ['second', 'other', 'nothing']) {
      const answer = await browser.send(callback.replace('/callback/demo', `/callback/${app}`))
      expect(answer.status).toBe(400)
    }
    const other = await browser.beginSignIn({ app: 'other' })
    const named = elsewhere.callback(other, { iss: system.provider.identity.issuer })
    expect((await browser.send(named)).status).toBe(502)
    expect((await browser.session()).signed_in).toBe(false)
  })

  shared.for<[string, Record<string, unknown>, SignInIssuer['signer']?]>([
    ['the nonce of another sign-in', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['another issuer', { iss: 'https://another.example' }],
    ['another audience', { aud: 'another' }],
    ['several audiences and another party', { aud: ['wallet-client', 'another'], azp: 'another' }],
    ['an end long ago', { exp: 1 }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['the signature of somebody else', {}, 'another'],
    ['no signature', {}, 'nobody'],
  ])(
    '17.4 with an ID token that has %s signs nobody in',
    async ([_what, claims, signer], { system, elsewhere, signInElsewhere }) => {
      const browser = new WalletBrowser(system)
      Object.assign(elsewhere, { claims, signer: signer ?? 'own' })
      const answer = await signInElsewhere(browser)
      expect(answer.status).toBe(502)
      expect(await answer.text()).toContain('did not work')
      expect((await browser.session()).signed_in).toBe(false)
      Object.assign(elsewhere, { claims: {}, signer: 'own' })
      expect((await signInElsewhere(browser)).status).toBe(303)
    },
  )

  test('17.4 that somebody wrote or changed in the database opens nothing', async ({ system }) => {
    const ada = await new WalletBrowser(system).signedIn()
    const grace = await new WalletBrowser(system).signedIn('grace@hopper.example')
    await system.database("update wallet_sessions set subject = 'ada' where subject = 'grace'")
    expect((await grace.session()).signed_in).toBe(false)
    expect((await ada.session()).signed_in).toBe(true)
    await system.database('update wallet_sessions set expires_at = expires_at + 1 where subject = ?', 'ada')
    expect((await ada.session()).signed_in).toBe(false)
    expect(system.log.filter((line) => line.includes('in the database was altered'))).toHaveLength(2)
  })
})

describe('the way back', () => {
  shared.for([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '@evil.example',
    '.evil.example',
    '/../sdk/oauth/connect',
    '/%2e%2e/sdk/oauth/connect',
    '/x\nset-cookie: a=b',
    '/"><script>alert(1)</script>',
    `/${'x'.repeat(600)}`,
    'javascript:alert(1)',
  ])('17.4 leads to no other place than the Wallet: %s', async (to, { system }) => {
    const landed = await new WalletBrowser(system).signIn('ada', { to })
    expect(landed.headers.get('location')).toBe(`${VAULT}/wallet`)
  })
})

describe('a change', () => {
  test.for<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['the app’s own page', { origin: 'http://app.localhost:4400' }],
    ['a page that sends no header of its own', { 'x-alter-wallet': '' }],
  ])('17.4 that %s asks for is refused', async ([_who, headers], { system, backend }) => {
    const { grant_id } = await connectGoogle(backend)
    const ada = await new WalletBrowser(system).signedIn()
    for (const path of [`connections/${grant_id}/disconnect`, 'sign-out', 'forget']) {
      expect(await codeOf(await ada.post(path, undefined, headers))).toBe('origin_not_allowed')
    }
    expect((await ada.session()).signed_in).toBe(true)
  })

  test('17.4 without an origin is refused, and so is one by GET', async ({ system, backend }) => {
    const { grant_id } = await connectGoogle(backend)
    const ada = await new WalletBrowser(system).signedIn()
    const path = `/wallet/api/connections/${grant_id}/disconnect`
    const bare = await ada.send(path, { method: 'POST', headers: { 'x-alter-wallet': '1' } })
    expect(await codeOf(bare)).toBe('origin_not_allowed')
    expect((await ada.send(path)).status).toBe(404)
    expect(await ada.get('home')).toMatchObject({ apps: [{ connections: 1 }] })
  })
})

describe('the cookie', () => {
  test('17.4 works nowhere else in the vault, and no other cookie or token works in the Wallet', async ({
    system,
    backend,
  }) => {
    const connecting = new Browser(system)
    const minted = await backend.mint()
    await connecting.start(minted.session_token)
    const ada = await new WalletBrowser(system).signedIn()
    expect((await ada.page('start', { session_id: minted.session_id })).status).toBe(409)
    expect(await problem(await ada.send('/sdk/grants'))).toMatchObject({ code: 'invalid_api_key' })
    const [secret = ''] = connecting.cookies.values()
    const name = [...ada.cookies.keys()].at(-1) ?? ''
    for (const value of [secret, minted.session_token, system.apiKey, await backend.userToken(), '', 'x']) {
      const thief = new WalletBrowser(system)
      thief.cookies.set(name, value)
      expect((await thief.session()).signed_in).toBe(false)
      expect((await thief.send('/wallet/api/export')).status).toBe(401)
    }
    const withKey = await system.vault.fetch(
      new Request(`${VAULT}/wallet/api/home`, {
        headers: { [HEADER.apiKey]: system.apiKey, [HEADER.userToken]: await backend.userToken() },
      }),
    )
    expect(withKey.status).toBe(401)
  })
})

describe('17.1 a logout token of the issuer', () => {
  test('ends the sign-ins that it names, by session or by subject, and no others', async ({
    elsewhere,
    system,
    tellLogout,
    signedInWith,
  }) => {
    const first = await signedInWith({ sid: 'one' })
    const second = await signedInWith({ sid: 'two' })
    const grace = await signedInWith({ sub: 'grace', sid: 'three' })
    const here = await new WalletBrowser(system).signedIn()
    expect((await tellLogout(await elsewhere.logoutToken({ sid: 'one' }))).status).toBe(200)
    expect((await first.session()).signed_in).toBe(false)
    expect((await second.session()).signed_in).toBe(true)
    expect((await tellLogout(await elsewhere.logoutToken({ sub: 'ada' }))).status).toBe(200)
    expect((await second.session()).signed_in).toBe(false)
    expect((await grace.session()).signed_in).toBe(true)
    expect((await here.session()).signed_in).toBe(true)
  })

  test.for<[string, Record<string, unknown>]>([
    ['its session', { sid: 'one' }],
    ['its subject', { sub: 'ada' }],
    ['both', { sub: 'ada', sid: 'one' }],
  ])(
    'by %s ends one whose code is being exchanged, and not the next one',
    async ([_by, named], { elsewhere, system, tellLogout, signInElsewhere, signedInWith }) => {
      const browser = new WalletBrowser(system)
      elsewhere.claims = { sid: 'one' }
      elsewhere.meanwhile = async () => {
        elsewhere.meanwhile = () => Promise.resolve()
        expect((await tellLogout(await elsewhere.logoutToken(named))).status).toBe(200)
      }
      const answer = await signInElsewhere(browser)
      expect(answer.status).toBe(409)
      const html = await answer.text()
      expect(html).toContain('You were signed out meanwhile')
      expect(html).toContain(`href="${VAULT}/wallet/sign-in?app=other"`)
      expect((await browser.session()).signed_in).toBe(false)
      expect(await system.database('select id from wallet_sessions')).toEqual([])
      system.pass(1)
      const again = await signedInWith({ sid: 'two' })
      expect((await again.session()).signed_in).toBe(true)
    },
  )

  test('that names a user, and comes late, ends no sign-in that began after it was made', async ({
    elsewhere,
    system,
    tellLogout,
    signInElsewhere,
  }) => {
    const late = await elsewhere.logoutToken({ sub: 'ada', iat: Math.floor(Date.now() / 1000) - 5 })
    elsewhere.meanwhile = async () => expect((await tellLogout(late)).status).toBe(200)
    const browser = new WalletBrowser(system)
    expect((await signInElsewhere(browser)).status).toBe(303)
    expect((await browser.session()).signed_in).toBe(true)
  })

  test('by other names ends none whose code is being exchanged', async ({
    elsewhere,
    system,
    tellLogout,
    signInElsewhere,
  }) => {
    const browser = new WalletBrowser(system)
    elsewhere.claims = { sid: 'one' }
    elsewhere.meanwhile = async () => {
      for (const named of [{ sid: 'two' }, { sub: 'grace' }, { sub: 'grace', sid: 'one' }]) {
        expect((await tellLogout(await elsewhere.logoutToken(named))).status).toBe(200)
      }
    }
    expect((await signInElsewhere(browser)).status).toBe(303)
    expect((await browser.session()).signed_in).toBe(true)
  })

  test('ends none that began after it', async ({ elsewhere, tellLogout, signedInWith }) => {
    const old = await elsewhere.logoutToken({ sub: 'ada', iat: Math.floor(Date.now() / 1000) - 60 })
    const ada = await signedInWith({})
    expect((await tellLogout(old)).status).toBe(200)
    expect((await ada.session()).signed_in).toBe(true)
  })

  shared.for<[string, Record<string, unknown>, SignInIssuer['signer']?]>([
    ['is signed by somebody else', {}, 'another'],
    ['is for another client', { aud: 'another' }],
    ['is of another issuer', { iss: 'https://another.example' }],
    ['says no such event', { events: {} }],
    ['has a nonce, as an ID token has', { nonce: 'x' }],
    ['names nobody', { sub: undefined, sid: undefined }],
    ['is old', { iat: 1_000_000_000 }],
    ['has no id', { jti: undefined }],
  ])('that %s ends nothing', async ([_what, claims, signer], { elsewhere, tellLogout, signedInWith }) => {
    const ada = await signedInWith({})
    elsewhere.signer = signer ?? 'own'
    const token = await elsewhere.logoutToken({ sub: 'ada', ...claims })
    expect(await problem(await tellLogout(token))).toMatchObject({ code: 'invalid_request' })
    expect(await problem(await tellLogout(''))).toMatchObject({ code: 'invalid_request' })
    expect((await tellLogout(token, 'demo')).status).toBe(400)
    expect((await tellLogout(token, 'nothing')).status).toBe(404)
    expect((await ada.session()).signed_in).toBe(true)
  })

  shared('W9: that is forged leaves a row of its app', async ({ system, elsewhere, tellLogout }) => {
    elsewhere.signer = 'another'
    function rows(): Promise<object[]> {
      return system.database(
        "select app_id from audit where app_id = 'other' and detail like '%invalid_token%'",
      )
    }
    const before = await rows()
    // A form without a token is no forged one.
    expect((await tellLogout('')).status).toBe(400)
    expect((await tellLogout(await elsewhere.logoutToken({ sub: 'ada' }))).status).toBe(400)
    await expect.poll(rows).toHaveLength(before.length + 1)
  })
})
