import { startDemo } from '@alter/demo'
import { expect } from '@playwright/test'
import { ENGINES } from '../promise/engines.ts'
import { test } from '../promise/test.ts'

const HOSTS = { app: 'app.localhost', vault: 'vault.localhost', provider: 'provider.localhost' }
const WORK = 'ada@work.example'

test('16.8, 17.6: connect, let an agent in, approve its request in the Wallet, and find it there', async ({
  engine,
  userBrowser,
}) => {
  const missing = ENGINES[engine].missing().join(', ')
  if (missing !== '' && process.env['CI'] !== undefined) throw new Error(`Not installed: ${missing}`)
  test.skip(missing !== '', `not installed: ${missing}`)
  const errors: unknown[] = []
  const demo = await startDemo({ hosts: HOSTS, log: 'fatal', onError: (error) => void errors.push(error) })
  try {
    const browser = await userBrowser({ phone: false })
    const app = await browser.open(demo.url)
    await app.press('Sign in')
    await app.press('Ada Lovelace')
    await app.sees('Hello, Ada')

    const google = await app.pressToOpen('Connect Google')
    await google.press(WORK)
    await google.press('Allow')
    await google.gone()
    await app.sees(WORK)

    const consent = await app.pressToOpen('Let Scout use Google')
    await consent.sees('Asks you before each change')
    await consent.press(WORK)
    await consent.press('Allow')
    await consent.gone()
    await app.press('Find me a free hour')
    await app.sees('waits for you')

    const wallet = await app.pressToOpen('Look at it and decide')
    await wallet.press('Sign in')
    await wallet.sees('An hour for thought')
    await wallet.press('Approve')
    await app.sees('Added “An hour for thought”')

    await wallet.goto(`${demo.vaultUrl}/wallet`)
    await wallet.press('Daybreak')
    await wallet.press('Details')
    await wallet.sees('Scout')
    await wallet.sees('Asks you before each change')
    expect(errors).toEqual([])
  } finally {
    await demo.close()
  }
})
