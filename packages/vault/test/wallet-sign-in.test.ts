import { approve } from '@alter/provider'
import { describe, expect, vi } from 'vitest'
import { createVault } from '@alter/vault'
import { ownVaultTest, vaultTest } from './fixtures.ts'
import { connectGoogle, json, VAULT } from './system.ts'
import { WalletBrowser } from './wallet-browser.ts'
import { stopClock } from './stop-clock.ts'

const OPTIONS = { wallet: { webhook_secret: 'a-bearer-token-of-the-issuer' } }

/** For what concerns one browser alone. */
const shared = vaultTest(OPTIONS)
const test = ownVaultTest(OPTIONS).extend('rows', ({ system }) => {
  return async (): Promise<number> => {
    const [found] = await system.database<{ count: number | string }>(
      'select count(*) as count from wallet_sessions',
    )
    return Number(found?.count)
  }
})

describe('a sign-in', () => {
  shared('17.1 goes to the issuer of the app and comes back to where the user was', async ({ system }) => {
    const browser = new WalletBrowser(system)
    expect(await browser.session()).toMatchObject({
      signed_in: false,
      sign_in: [{ url: `${VAULT}/wallet/sign-in?app=demo`, apps: [{ app_id: 'demo', name: 'Daybreak' }] }],
    })
    const asked = new URL(await browser.beginSignIn({ app: 'demo', locale: 'de' }))
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      client_id: system.provider.identity.clientId,
      code_challenge_method: 'S256',
      redirect_uri: `${VAULT}/wallet/callback/demo`,
      response_type: 'code',
      scope: 'openid email profile',
      ui_locales: 'de',
    })
    const to = '/activity?app=demo&from=2026-01-31'
    const landed = await browser.signIn('ada@lovelace.example', { to })
    expect(landed.status).toBe(303)
    expect(landed.headers.get('location')).toBe(`${VAULT}/wallet${to}`)
    expect(await browser.me()).toMatchObject({
      user: { label: 'ada@lovelace.example' },
      ends_at_issuer: true,
    })
  })

  test('17.1 shows what the user has', async ({ system, backend }) => {
    await connectGoogle(backend)
    const browser = await new WalletBrowser(system).signedIn()
    expect(await browser.get('home')).toMatchObject({ apps: [{ app_id: 'demo', connections: 1 }] })
  })

  test('17.1 of a user whom no app knows shows nothing, and makes no user', async ({ system }) => {
    const browser = await new WalletBrowser(system).signedIn('grace@hopper.example')
    expect(await browser.get('home')).toEqual({ apps: [], approvals: [] })
    expect(await system.database('select id from users')).toEqual([])
  })

  test('17.4 is kept in a cookie of which the database has a hash, for twelve hours', async ({ system }) => {
    stopClock()
    const browser = new WalletBrowser(system)
    const landed = await browser.signIn()
    const set = landed.headers.getSetCookie().find((line) => line.includes(browser.cookie ?? 'none'))
    expect(set).toMatch(/; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(browser.cookie).toMatch(/^[\w-]{43}$/)
    const kept = await system.databaseDump()
    expect(kept).not.toContain(browser.cookie)
    // Nor the ID token that is kept to sign out at the issuer.
    expect(kept).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+\./)
    system.pass(12 * 3600 - 5)
    expect((await browser.session()).signed_in).toBe(true)
    system.pass(10)
    expect((await browser.session()).signed_in).toBe(false)
    expect((await browser.send('/wallet/api/home')).status).toBe(401)
  })

  shared('17.4 on https its cookies are for this host alone, and secure', async ({ start }) => {
    const system = await start({ wallet: true, vault: { public_url: 'https://vault.example.com' } })
    const browser = new WalletBrowser(system)
    const landed = await browser.signIn()
    expect(landed.headers.getSetCookie()).toEqual([
      '__Host-alter_wallet_sign_in=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
      expect.stringMatching(
        /^__Host-alter_wallet=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ])
    expect((await browser.session()).signed_in).toBe(true)
  })

  test('17.4 of one user is one of ten: the oldest ends', async ({ system, rows }) => {
    const first = await new WalletBrowser(system).signedIn()
    const other = await new WalletBrowser(system).signedIn('grace@hopper.example')
    for (let count = 0; count < 10; count += 1) {
      system.pass(1)
      await new WalletBrowser(system).signedIn()
    }
    expect((await first.session()).signed_in).toBe(false)
    expect((await other.session()).signed_in).toBe(true)
    expect(await rows()).toBe(11)
  })

  test('17.4 that is over is swept', async ({ system, rows }) => {
    await new WalletBrowser(system).signedIn()
    system.pass(13 * 3600)
    await system.secondVault()
    await vi.waitFor(async () => expect(await rows()).toBe(0))
  })

  shared('17.2 in three windows of one browser at a time lands in each', async ({ system }) => {
    const browser = new WalletBrowser(system)
    const begun = [
      await browser.beginSignIn({ to: '/apps/demo' }),
      await browser.beginSignIn({ to: '/data' }),
      await browser.beginSignIn({ to: '/activity' }),
    ]
    const landed: (string | null)[] = []
    for (const url of begun) {
      const callback = await browser.consent(url, { account: 'ada' })
      landed.push((await browser.send(callback)).headers.get('location'))
    }
    expect(landed).toEqual(['/apps/demo', '/data', '/activity'].map((to) => `${VAULT}/wallet${to}`))
  })

  test('17.1 as somebody else asks the issuer who it is', async ({ system, rows }) => {
    const browser = await new WalletBrowser(system).signedIn()
    const asked = new URL(await browser.beginSignIn({ switch: '1' }))
    expect(asked.searchParams.get('prompt')).toBe('login')
    await browser.signIn('grace@hopper.example', { switch: '1' })
    expect(await browser.me()).toMatchObject({ user: { label: 'grace@hopper.example' } })
    expect(await rows()).toBe(1)
  })
})

describe('the end of a sign-in', () => {
  shared('17.1 here and at the issuer, which sends the browser back', async ({ system }) => {
    const browser = await new WalletBrowser(system).signedIn()
    const kept = new Map(browser.cookies)
    const { url } = await browser.signOut()
    expect((await browser.session()).signed_in).toBe(false)
    for (const [name, value] of kept) browser.cookies.set(name, value)
    expect((await browser.session()).signed_in).toBe(false)
    const asked = new URL(url ?? '')
    expect(`${asked.origin}${asked.pathname}`).toBe(`${system.provider.identity.issuer}/session/end`)
    expect(asked.searchParams.get('post_logout_redirect_uri')).toBe(`${VAULT}/wallet`)
    expect(await approve(asked.href, { account: 'ada' })).toBe(`${VAULT}/wallet`)
  })

  test('17.1 where its issuer cannot be reached ends it here', async ({ system }) => {
    const browser = await new WalletBrowser(system).signedIn()
    await system.provider.close()
    // It is closed once.
    system.provider.close = () => Promise.resolve()
    system.pass(3601)
    expect(await browser.signOut()).toEqual({})
    expect((await browser.session()).signed_in).toBe(false)
  })

  test('17.1 is the identity provider’s word that there is no such user', async ({ system }) => {
    const ada = await new WalletBrowser(system).signedIn()
    const grace = await new WalletBrowser(system).signedIn('grace@hopper.example')
    const notified = await system.vault.fetch(
      new Request(`${VAULT}/sdk/webhooks/identity/demo`, {
        method: 'POST',
        headers: { authorization: 'Bearer a-bearer-token-of-the-issuer', 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'user.deleted', data: { id: 'ada' } }),
      }),
    )
    expect(notified.status).toBe(204)
    expect((await ada.session()).signed_in).toBe(false)
    expect((await grace.session()).signed_in).toBe(true)
  })

  test('17.1 at a deletion is that of one under way too, by whichever app of the issuer', async ({
    start,
  }) => {
    const system = await start({
      wallet: { webhook_secret: 'a-bearer-token-of-the-issuer' },
      also: (app) => [{ ...app, id: 'second', name: 'Nightfall', api_key: `${app.api_key}-second` }],
    })
    const browser = new WalletBrowser(system)
    const callback = await browser.consent(await browser.beginSignIn({ app: 'second' }), { account: 'ada' })
    const notified = await system.vault.fetch(
      new Request(`${VAULT}/sdk/webhooks/identity/demo`, {
        method: 'POST',
        headers: { authorization: 'Bearer a-bearer-token-of-the-issuer', 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'user.deleted', data: { id: 'ada' } }),
      }),
    )
    expect(notified.status).toBe(204)
    expect((await browser.send(callback)).status).toBe(409)
    expect((await browser.session()).signed_in).toBe(false)
  })

  test('17.1 is in the audit, as its begin is', async ({ system, backend }) => {
    await connectGoogle(backend)
    // Rows of one moment have no order.
    system.pass(1)
    const browser = await new WalletBrowser(system).signedIn()
    system.pass(1)
    await browser.signOut()
    system.pass(1)
    const again = await new WalletBrowser(system).signedIn()
    const { activity } = await again.get<{ activity: { action: string }[] }>('activity')
    expect(activity.map(({ action }) => action)).toEqual(['sign_in', 'sign_out', 'sign_in', 'connect'])
  })
})

describe('without a way to sign in', () => {
  shared('17.6 an app whose identity has no client has no Wallet', async ({ system }) => {
    const { client_id: _id, client_secret: _secret, ...identity } = system.config.apps[0]?.identity ?? {}
    const [app] = system.config.apps
    if (!app) throw new Error('no app')
    const vault = await createVault({ ...system.config, apps: [{ ...app, identity }], log: 'silent' })
    try {
      const browser = new WalletBrowser({ ...system, vault })
      expect(await browser.session()).toEqual({ signed_in: false, sign_in: [] })
      for (const query of ['', '?app=demo', '?app=%3Cscript%3E']) {
        const answer = await browser.send(`/wallet/sign-in${query}`)
        expect(answer.status).toBe(400)
        expect(await answer.text()).toContain('This app has no Wallet')
      }
    } finally {
      await vault.close()
    }
  })

  shared(
    '17.2 an issuer out of reach is a page that says so, with the way to try again',
    async ({ system }) => {
      const [app] = system.config.apps
      if (!app) throw new Error('no app')
      const closed = { ...app, identity: { ...app.identity, issuer: 'http://localhost:9' } }
      const vault = await createVault({
        ...system.config,
        apps: [closed],
        allow_private_network: true,
        log: 'silent',
      })
      try {
        const browser = new WalletBrowser({ ...system, vault })
        const answer = await browser.send('/wallet/sign-in?to=/approvals/abc', {
          headers: { 'accept-language': 'de-AT,de;q=0.9' },
        })
        expect(answer.status).toBe(502)
        expect(answer.headers.get('content-language')).toBe('de')
        const html = await answer.text()
        expect(html).toContain('Die Anmeldung ist nicht erreichbar')
        expect(html).toContain('localhost:9')
        expect(html).toContain(`href="${VAULT}/wallet/sign-in?app=demo&amp;to=%2Fapprovals%2Fabc"`)
        expect(html).not.toMatch(/<script|<style|\son\w+=/)
      } finally {
        await vault.close()
      }
    },
  )

  shared('17.2 the user’s no is a page that offers another try', async ({ system }) => {
    const browser = new WalletBrowser(system)
    const begun = new URL(await browser.beginSignIn({}))
    const query = { error: 'access_denied', state: begun.searchParams.get('state') ?? '' }
    const answer = await browser.send(
      `/wallet/callback/demo?${new URLSearchParams({ ...query, iss: system.provider.identity.issuer }).toString()}`,
    )
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('You are not signed in')
  })

  test.for(['error', 'garbage'] as const)(
    '17.2 a token endpoint with the fault %s signs nobody in, and says so',
    async (fault, { system }) => {
      const browser = new WalletBrowser(system)
      const callback = await browser.consent(await browser.beginSignIn(), { account: 'ada' })
      system.provider.identity.fault = fault
      const answer = await browser.send(callback)
      expect(answer.status).toBe(502)
      expect((await browser.session()).signed_in).toBe(false)
      system.provider.identity.fault = 'none'
      expect((await browser.signIn()).status).toBe(303)
    },
  )
})

shared(
  '17.6 below a path everything has the path, and the cookies a name of their own',
  async ({ start }) => {
    const publicUrl = 'https://app.example.com/alter'
    const system = await start({ wallet: true, vault: { public_url: publicUrl } })
    const { vault } = system
    /** As a proxy in front, which takes the prefix off. */
    const mounted = {
      ...vault,
      fetch: (request: Request) =>
        vault.fetch(new Request(request.url.replace(`${publicUrl}/`, `${VAULT}/`), request)),
    }
    const browser = new WalletBrowser({ ...system, vault: mounted })
    const page = await browser.send('/wallet')
    expect(await page.text()).toContain('data-base="/alter/wallet"')
    expect(await browser.session()).toMatchObject({
      sign_in: [{ url: `${publicUrl}/wallet/sign-in?app=demo` }],
    })
    const landed = await browser.signIn('ada', { to: '/data' })
    expect(landed.headers.get('location')).toBe(`${publicUrl}/wallet/data`)
    expect([...browser.cookies.keys()].at(-1)).toMatch(/^__Host-alter_wallet_[0-9a-f]{8}$/)
    expect(await browser.me()).toMatchObject({ user: { label: 'ada@lovelace.example' } })
    const { url } = await browser.signOut()
    expect(new URL(url ?? '').searchParams.get('post_logout_redirect_uri')).toBe(`${publicUrl}/wallet`)
  },
)

shared(
  '17.6 the pages and their files are served, with a policy that runs nothing else',
  async ({ system }) => {
    const browser = new WalletBrowser(system)
    for (const place of ['', '/', '/activity', '/apps/demo', '/approvals/abc', '/data']) {
      const page = await browser.send(`/wallet${place}`)
      if (place === '/') {
        expect(page.headers.get('location')).toBe(`${VAULT}/wallet`)
        continue
      }
      expect(page.status).toBe(200)
      const policy = page.headers.get('content-security-policy') ?? ''
      for (const directive of [
        "default-src 'none'",
        "script-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]) {
        expect(policy.split('; ')).toContain(directive)
      }
      expect(policy).not.toContain('unsafe')
      expect(page.headers.get('cache-control')).toBe('private, no-store')
      expect(page.headers.get('x-frame-options')).toBe('DENY')
    }
    const html = await (await browser.send('/wallet')).text()
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/)
    const [, script = ''] = /src="([^"]+\.js)"/.exec(html) ?? []
    const file = await browser.send(script)
    expect(file.headers.get('content-type')).toContain('javascript')
    expect(file.headers.get('cache-control')).toContain('immutable')
    for (const path of ['/wallet/api', '/wallet/api/nothing', '/wallet/assets/x.js', '/wallet/callback']) {
      expect((await browser.send(path)).status).toBe(404)
    }
    const answer = await browser.send('/wallet/api/session')
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await json<unknown>(answer)).toMatchObject({ signed_in: false })
  },
)
