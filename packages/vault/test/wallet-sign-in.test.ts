import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Backend, connectGoogle, startSystem, type System, VAULT } from './system.ts'
import { codeOf, WalletBrowser } from './wallet-browser.ts'

vi.setConfig({ testTimeout: 60_000 })

let system: System
beforeEach(async () => {
  system = await startSystem({ wallet: true })
})
afterEach(() => system.close())

describe('a sign-in', () => {
  test('17.1 goes to the issuer of the app and comes back to where the user was', async () => {
    const browser = new WalletBrowser(system)
    expect(await browser.session()).toMatchObject({
      signed_in: false,
      sign_in: [{ url: `${VAULT}/wallet/sign-in?app=demo`, apps: [{ app_id: 'demo', name: 'Daybreak' }] }],
    })
    const landed = await browser.signIn('ada@lovelace.example', { to: '/approvals/abc', locale: 'de' })
    expect(landed.status).toBe(303)
    expect(landed.headers.get('location')).toBe(`${VAULT}/wallet/approvals/abc`)
    expect(await browser.me()).toMatchObject({
      user: { label: 'ada@lovelace.example' },
      ends_at_issuer: true,
    })
  })

  test('17.1 shows what the user has', async () => {
    await connectGoogle(new Backend(system))
    const browser = await new WalletBrowser(system).signedIn()
    const home = await browser.get('home')
    expect(home).toMatchObject({ apps: [{ app_id: 'demo', connections: 1 }] })
    expect(await codeOf(await browser.send('/wallet/api/apps/other'))).toBe('not_found')
  })
})
