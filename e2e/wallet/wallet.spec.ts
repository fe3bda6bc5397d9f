import { EventEmitter, once } from 'node:events'
import { expect, type Page } from '@playwright/test'
import { expectNoteOfLostScript, LOST, lose } from '../lost-file.ts'
import { SELDOM } from '../seldom.ts'
import { startStandIn } from './stand-in.ts'
import { test } from './test.ts'
import { ago, approval, connection, DAYBREAK, HOUR } from './world.ts'

test.describe.configure({ mode: 'parallel' })

function heading(page: Page, name: string | RegExp) {
  return page.getByRole('heading', { level: 1, name })
}

test('below a path, the pages and their links stay below it', async ({ page }) => {
  const vault = await startStandIn('/deep/vault')
  await page.goto(`${vault.url}/apps/daybreak`)
  await expect(heading(page, 'Daybreak')).toBeVisible()
  await page.getByRole('navigation').getByRole('link', { name: 'Activity' }).click()
  await expect(page).toHaveURL(`${vault.url}/activity`)
  await page.reload()
  await expect(heading(page, 'Activity')).toBeVisible()
  await vault.close()
})

test('signing in leads back to where one wanted to be', async ({ page, vault }) => {
  vault.world.signedIn = false
  await page.goto(`${vault.url}/approvals/a1`)
  await expect(heading(page, 'See who uses your accounts')).toBeVisible()
  await page.getByRole('link', { name: 'Sign in with Daybreak' }).click()
  await expect(heading(page, 'Allow this request to Google?')).toBeVisible()
})

test('several issuers: a choice by the app’s name; an app’s own link knows which', async ({
  page,
  vault,
}) => {
  vault.world.signedIn = false
  vault.world.ways.push({ url: '/wallet/sign-in?realm=2', apps: [{ app_id: 'ledger', name: 'Ledger' }] })
  await page.goto(vault.url)
  await expect(page.getByRole('link', { name: 'Daybreak' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Ledger' })).toHaveAttribute('href', /realm=2/)
  await page.goto(`${vault.url}?app=ledger`)
  await expect(page.getByRole('link', { name: 'Sign in with Ledger' })).toHaveAttribute('href', /realm=2/)
})

test('who is signed in at one issuer sees the others', async ({ page, vault }) => {
  vault.world.ways.push({ url: '/wallet/sign-in?realm=2', apps: [{ app_id: 'ledger', name: 'Ledger' }] })
  await page.goto(vault.url)
  await expect(page.getByRole('link', { name: 'Sign in with Ledger' })).toHaveAttribute('href', /realm=2/)
})

test('whoever signed out is asked who they are at the next sign-in', async ({ page, vault }) => {
  await page.goto(vault.url)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in with Daybreak' })).toHaveAttribute('href', /switch=1/)
})

test('no app can sign anybody in: the page says whom to ask', async ({ page, vault }) => {
  Object.assign(vault.world, { signedIn: false, ways: [] })
  await page.goto(vault.url)
  await expect(page.getByText('Nobody can sign in here yet')).toBeVisible()
})

test('with the keyboard alone: from the overview to a disconnected account', async ({ page, vault }) => {
  await page.goto(vault.url)
  await heading(page, 'Your connected accounts').waitFor()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: /Daybreak/ })).toBeFocused()
  await page.keyboard.press('Enter')
  // The page that appears says what it is.
  await expect(heading(page, 'Daybreak')).toBeFocused()
  await expect(page).toHaveTitle('Daybreak · Wallet')

  const disconnect = page.getByRole('button', { name: 'Disconnect ada@work.example' })
  await disconnect.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Disconnect ada@work.example?' })
  await expect(dialog.getByRole('button', { name: 'Keep' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(disconnect).toBeFocused()
  expect(vault.world.connections).toHaveLength(4)

  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('button', { name: 'Keep' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status')).toHaveText(/Disconnected ada@work\.example\./)
  await expect(page.getByText('Google may still list Daybreak')).toBeVisible()
  await expect(page.getByRole('link', { name: 'ada@work.example' })).toHaveCount(0)
  await expect(heading(page, 'Daybreak')).toBeFocused()
  expect(vault.world.connections).toHaveLength(3)
})

test('a connection can be extended as far as its rules allow', async ({ page, vault }) => {
  await page.goto(`${vault.url}/connections/work`)
  await expect(page.getByText('in 8 days')).toBeVisible()
  await page.getByRole('button', { name: 'Extend until' }).click()
  await expect(page.getByText('in 4 weeks').or(page.getByText('in 29 days'))).toBeVisible()
  await expect(page.getByRole('status')).toHaveText(/now lasts until/)
})

test('an agent is removed, and the connection stays', async ({ page, vault }) => {
  await page.goto(`${vault.url}/connections/work`)
  await expect(page.getByText('Only reads, changes nothing')).toBeVisible()
  await page.getByRole('button', { name: 'Remove Scout' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('Scout can no longer use ada@work.example.').first()).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Scout' })).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Mailroom' })).toBeVisible()
})

test.describe('an approval', () => {
  test('says exactly what is sent, and what became of it, live', async ({ page, vault }) => {
    const [asked] = vault.world.approvals
    await page.goto(`${vault.url}/approvals/a1`)
    await expect(page.getByText('12345678901234567890')).toBeVisible()
    await expect(page.getByText('charles@example.com')).toBeVisible()
    await expect(page.getByText('sendUpdates')).toBeVisible()
    const approve = page.getByRole('button', { name: 'Approve' })
    // Nobody is walked into a click: it counts once the page was seen for a while.
    await expect(approve).toHaveAttribute('aria-disabled', 'false')
    await approve.click()
    await expect(page.getByText('It is about to be sent.').first()).toBeVisible()
    await expect(approve).toHaveCount(0)
    Object.assign(asked!, { status: 'executing' })
    await expect(page.getByText('Waiting for the answer of Google.').first()).toBeVisible()
    Object.assign(asked!, { status: 'executed', response_status: 200 })
    await expect(page.getByText('Google answered with 200.').first()).toBeVisible()
    await expect(page.getByRole('status')).toHaveText(/Approved and sent\. Google answered with 200/)
  })

  test('is denied with a reason', async ({ page, vault }) => {
    await page.goto(`${vault.url}/approvals/a1`)
    await page.getByRole('button', { name: 'Deny' }).click()
    const reason = page.getByRole('textbox', { name: 'Why not?' })
    await expect(reason).toBeFocused()
    await reason.fill('Not this week')
    await page.getByRole('button', { name: 'Deny the request' }).click()
    await expect(page.getByText('You said: Not this week')).toBeVisible()
    expect(vault.world.posted).toEqual([{ reason: 'Not this week' }])
  })

  test('17.3 with the keyboard: whoever decides, and whose buttons go, is at the heading', async ({
    page,
    vault,
  }) => {
    const [asked] = vault.world.approvals
    await page.goto(`${vault.url}/approvals/a1`)
    const approve = page.getByRole('button', { name: 'Approve' })
    await expect(approve).toHaveAttribute('aria-disabled', 'false')
    await approve.press('Enter')
    await expect(page.getByText('It is about to be sent.').first()).toBeVisible()
    await expect(heading(page, 'Allow this request to Google?')).toBeFocused()

    await test.step('decided in another tab meanwhile', async () => {
      Object.assign(asked!, { status: 'pending' })
      await page.reload()
      await approve.focus()
      Object.assign(asked!, { status: 'denied', decided_at: ago(0) })
      await page.evaluate("dispatchEvent(new Event('online'))")
      await expect(approve).toHaveCount(0)
      await expect(heading(page, 'Allow this request to Google?')).toBeFocused()
    })

    await test.step('signed out: the button goes with the head', async () => {
      await page.getByRole('button', { name: 'Sign out' }).press('Enter')
      await expect(heading(page, /./)).toBeFocused()
      await expect(page.getByRole('link', { name: 'Sign in with Daybreak' })).toBeVisible()
    })
  })

  test('17.2 offline: a decision is not made behind the user’s back, and once online it is made one time', async ({
    page,
    vault,
    context,
  }) => {
    await page.goto(`${vault.url}/approvals/a1`)
    const approve = page.getByRole('button', { name: 'Approve' })
    await expect(approve).toHaveAttribute('aria-disabled', 'false')
    await context.setOffline(true)
    await approve.click()
    const notice = page.getByText('You are offline. Check your internet connection.')
    await expect(notice.first()).toBeVisible()
    // No decision is made behind the user's back.
    await expect(page.getByText('continues by itself')).toHaveCount(0)
    await context.setOffline(false)
    await expect(page.getByRole('main').getByText('You are offline')).toHaveCount(0)
    expect(vault.world.approvals[0]?.status).toBe('pending')
    await approve.dblclick()
    await expect(page.getByText('It is about to be sent.').first()).toBeVisible()
    // The second click has been heard by then: whoever sees the page loaded again has waited for it.
    await page.reload()
    await expect(page.getByText('It is about to be sent.').first()).toBeVisible()
    expect(vault.world.asked.filter((call) => call === 'POST approvals/a1/approve')).toHaveLength(1)
  })

  test('17.3 forced colours: nothing is read through the buttons at the foot', async ({ page, vault }) => {
    await page.emulateMedia({ forcedColors: 'active' })
    await page.goto(`${vault.url}/approvals/a1`)
    await page.getByRole('button', { name: 'Approve' }).waitFor()
    await expect(page.locator('.decide')).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)')
  })

  test('says whose words came with a no: those of the operator are not the user’s', async ({
    page,
    vault,
  }) => {
    const said = { denial_reason: 'Not at noon', denied_by: 'operator' }
    Object.assign(vault.world.approvals[0]!, { status: 'denied', decided_at: ago(0), ...said })
    await page.goto(`${vault.url}/approvals/a1`)
    await expect(page.getByText('Whoever runs this service said: Not at noon')).toBeVisible()
    await expect(page.getByText('You said')).toHaveCount(0)
  })

  test('that was decided elsewhere says how it stands', async ({ page, vault }) => {
    await page.goto(`${vault.url}/approvals/a1`)
    const approve = page.getByRole('button', { name: 'Approve' })
    await expect(approve).toHaveAttribute('aria-disabled', 'false')
    Object.assign(vault.world.approvals[0]!, { status: 'denied', decided_at: ago(0) })
    await approve.click()
    await expect(page.getByText('Nothing was sent.').first()).toBeVisible()
    await expect(approve).toHaveCount(0)
  })

  test('of somebody else is not there', async ({ page, vault }) => {
    vault.world.approvals = []
    await page.goto(`${vault.url}/approvals/a1`)
    await expect(heading(page, 'There is nothing here')).toBeVisible()
  })

  test('shows forms, texts, and what cannot be shown by its type and size', async ({ page, vault }) => {
    const body = { kind: 'form', fields: [{ name: 'to', value: 'pay\u202Ecod.exe' }] } as const
    vault.world.approvals = [
      approval('form', { body: { kind: 'form', fields: [...body.fields] } }),
      approval('text', { body: { kind: 'text', text: '<b>bold</b>' } }),
      approval('other', { body: { kind: 'other', content_type: 'image/png', bytes: 34_500 } }),
    ]
    await page.goto(`${vault.url}/approvals/form`)
    await expect(page.getByText('pay⟨U+202E⟩cod.exe')).toBeVisible()
    await page.goto(`${vault.url}/approvals/text`)
    await expect(page.getByText('<b>bold</b>')).toBeVisible()
    await page.goto(`${vault.url}/approvals/other`)
    await expect(page.getByText('image/png, 34.5 kB. It cannot be shown here.')).toBeVisible()
  })
})

test.describe('states', () => {
  test('17 signed out in another tab: both tabs say so, and a sign-in leads back', async ({
    page,
    vault,
    context,
  }) => {
    await page.goto(`${vault.url}/connections/work`)
    await heading(page, /ada@work\.example/).waitFor()
    await page.getByRole('link', { name: 'Overview' }).focus()
    const other = await context.newPage()
    await other.goto(vault.url)
    await other.getByRole('button', { name: 'Sign out' }).click()
    await expect(other.getByRole('main').getByText('You are signed out.')).toBeVisible()
    await expect(heading(page, 'See who uses your accounts')).toBeFocused()
    await expect(page.getByRole('status')).toHaveText(/You are signed out\./)
    await expect(page.getByRole('main').getByText('You are signed out.')).toBeVisible()
    await other.getByRole('link', { name: 'Sign in with Daybreak' }).click()
    await heading(other, 'Your connected accounts').waitFor()
    // The first tab heard of it.
    await expect(heading(page, /ada@work\.example/)).toBeVisible()
  })

  test('17 a sign-in that has ended is noticed at the next question', async ({ page, vault }) => {
    await page.goto(vault.url)
    await heading(page, 'Your connected accounts').waitFor()
    vault.world.signedIn = false
    await page
      .getByRole('link', { name: /Daybreak/ })
      .last()
      .click()
    await expect(page.getByRole('main').getByText('Your sign-in has ended. Sign in again')).toBeVisible()
    await expect(heading(page, 'See who uses your accounts')).toBeFocused()
    await expect(page.getByRole('status')).toHaveText(/Your sign-in has ended/)
    await page.getByRole('link', { name: 'Sign in with Daybreak' }).click()
    await expect(heading(page, 'Daybreak')).toBeVisible()
  })

  test('17 revoked meanwhile, in another tab: the list follows', async ({ page, vault, context }) => {
    await page.goto(`${vault.url}/apps/daybreak`)
    await expect(page.getByRole('button', { name: 'Disconnect ada', exact: true })).toBeVisible()
    const other = await context.newPage()
    await other.goto(`${vault.url}/connections/code`)
    await other.getByRole('button', { name: 'Disconnect ada' }).click()
    await other.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
    await expect(other.getByText('Disconnected ada.').first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Disconnect ada', exact: true })).toHaveCount(0)
  })

  test('17 offline: what is there stays, and comes up to date by itself', async ({
    page,
    vault,
    context,
  }) => {
    await page.goto(vault.url)
    await heading(page, 'Your connected accounts').waitFor()
    await context.setOffline(true)
    await expect(page.getByText('You are offline. What you see may be out of date.').first()).toBeVisible()
    await page.getByRole('link', { name: /Ledger/ }).click()
    await expect(heading(page, 'You are offline')).toBeVisible()
    await context.setOffline(false)
    await expect(heading(page, 'Ledger & Sons')).toBeVisible()
  })

  test('17 slow: the room is kept, and after a while it is said that it takes long', async ({
    page,
    vault,
  }) => {
    const gate = new EventEmitter()
    vault.world.delay = once(gate, 'open')
    await page.goto(vault.url)
    await expect(page.getByText('This takes longer than usual.').first()).toBeVisible()
    gate.emit('open')
    vault.world.delay = undefined
    await expect(heading(page, 'Your connected accounts')).toBeVisible()
  })

  test('a failure says so, with the name of the request, and can be tried again', async ({ page, vault }) => {
    await page.goto(vault.url)
    await heading(page, 'Your connected accounts').waitFor()
    vault.world.fault = 500
    await page.getByRole('link', { name: /Ledger/ }).click()
    await expect(heading(page, 'No answer')).toBeVisible()
    await expect(page.getByText('Request req-1')).toBeVisible()
    vault.world.fault = undefined
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(heading(page, 'Ledger & Sons')).toBeVisible()
  })

  test('17 an app that is gone: its connections can still be ended', async ({ page, vault }) => {
    Object.assign(vault.world.apps[1]!, { is_gone: true })
    await page.goto(`${vault.url}/apps/ledger`)
    await expect(page.getByText('no longer part of this service')).toBeVisible()
    await page.getByRole('button', { name: 'Disconnect Ledger team' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
    await expect(page.getByText('This app has no account of yours any more.')).toBeVisible()
  })

  test('17 forty connections: one is found by its name', async ({ page, vault }) => {
    vault.world.connections = Array.from({ length: 40 }, (_, index) =>
      connection(`c${index}`, 'google', `person-${index}@work.example`),
    )
    await page.goto(`${vault.url}/apps/daybreak`)
    await expect(page.getByRole('button', { name: /^Disconnect/ })).toHaveCount(40)
    await page.getByRole('searchbox', { name: 'Find an account' }).fill('person-37')
    await expect(page.getByRole('button', { name: /^Disconnect/ })).toHaveCount(1)
    await expect(page.getByRole('status')).toHaveText(/1 account found/)
    await page.getByRole('searchbox', { name: 'Find an account' }).fill('nobody')
    await expect(page.getByText('Nothing matches “nobody”.')).toBeVisible()
  })

  test('a name that is markup is a name', async ({ page, vault }) => {
    const name = '<img src=x onerror=alert(1)>'
    vault.world.apps[0] = { app_id: DAYBREAK.app_id, name }
    await page.goto(`${vault.url}/apps/daybreak`)
    await expect(heading(page, name)).toBeVisible()
    expect(await page.locator('img[src=x]').count()).toBe(0)
  })
})

test.describe('the activity', () => {
  test(
    '17 100,000 rows: the list goes on, and Back finds its place',
    { tag: SELDOM },
    async ({ page, vault }) => {
      vault.world.rows = 100_000
      // Rows are higher here than their guessed height.
      await page.setViewportSize({ width: 320, height: 740 })
      await page.goto(`${vault.url}/activity`)
      const rows = page.locator('.entry')
      await expect(rows.nth(49)).toBeAttached()
      await expect(async () => {
        await page.keyboard.press('End')
        expect(await rows.count()).toBeGreaterThan(300)
      }).toPass()
      const before: number = await page.evaluate('scrollY')
      expect(before).toBeGreaterThan(5000)
      // The place on the page is kept once the scrolling has ended.
      await expect.poll(() => page.evaluate('history.state?.scroll === scrollY')).toBe(true)
      const left: number = await page.evaluate('scrollY')
      const link = page.locator('.entry a:visible').last()
      await link.dispatchEvent('click', { button: 0 })
      await heading(page, /Google|GitHub/).waitFor()
      await page.goBack()
      await expect(rows.nth(300)).toBeAttached()
      await expect.poll(async () => Math.abs(Number(await page.evaluate('scrollY')) - left)).toBeLessThan(300)
    },
  )

  test('is filtered, each filter is in the address, and the CSV follows', async ({ page, vault }) => {
    await page.goto(`${vault.url}/activity`)
    await page.locator('.entry').first().waitFor()
    const filters = page.getByRole('search', { name: 'Filters' })
    await filters.getByLabel('Outcome').focus()
    await filters.getByLabel('Outcome').selectOption('Refused')
    await expect(page).toHaveURL(/outcome=denied/)
    await expect(page.locator('.entry .badge.good')).toHaveCount(0)
    await expect(filters.getByLabel('Outcome')).toBeFocused()
    await filters.getByLabel('Account at').selectOption('GitHub')
    await filters.getByLabel('Agent').selectOption('Scout')
    await expect(page).toHaveURL(/agent=agent-scout/)
    await expect(page.getByRole('link', { name: 'Download as CSV' })).toHaveAttribute(
      'href',
      /activity\.csv\?provider=github&agent=agent-scout&outcome=denied|activity\.csv\?outcome=denied&provider=github&agent=agent-scout/,
    )
    await page.reload()
    await expect(filters.getByLabel('Agent')).toHaveValue('agent-scout')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect(page).toHaveURL(`${vault.url}/activity`)
    await filters.getByLabel('To', { exact: true }).fill('2001-01-01')
    await expect(page.getByText('Nothing matches these filters.')).toBeVisible()
  })

  test('17.4 says itself only why the vault did it: what an app or an agent says is quoted', async ({
    page,
    vault,
  }) => {
    const own = 'by the user, in the Wallet'
    vault.world.newest = [
      { action: 'revoke', reason: own },
      { agent: { agent_id: 'agent-scout', agent_name: 'Scout' }, reason: own },
      { action: 'deny', reason: 'Not this week' },
      { action: 'revoke', vault_reason: own },
    ]
    await page.goto(`${vault.url}/activity`)
    const rows = page.locator('.entry')
    await expect(rows.nth(0)).toContainText(`Daybreak says: ${own}`)
    await expect(rows.nth(0).locator('q')).toHaveText(own)
    await expect(rows.nth(1)).toContainText(`Scout says: ${own}`)
    await expect(rows.nth(2)).toContainText('You said: Not this week')
    await expect(page.getByText('You did this in the Wallet.')).toHaveCount(1)
    await expect(rows.nth(3)).toContainText('Reason: You did this in the Wallet.')
  })

  test('a page that fails can be asked for again, and nothing is lost', async ({ page, vault }) => {
    await page.goto(`${vault.url}/activity`)
    await page.locator('.entry').nth(49).waitFor({ state: 'attached' })
    vault.world.fault = 503
    await page.locator('.entry').last().scrollIntoViewIfNeeded()
    await expect(page.getByText('No answer')).toBeVisible()
    vault.world.fault = undefined
    const count = await page.locator('.entry').count()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.locator('.entry').nth(count)).toBeAttached()
  })
})

test.describe('your data', () => {
  test('17 is deleted once the word is typed, and everybody is signed out', async ({ page, vault }) => {
    await page.goto(`${vault.url}/data`)
    await expect(page.getByRole('link', { name: 'Download your data' })).toHaveAttribute(
      'href',
      /api\/export/,
    )
    await page.getByRole('button', { name: 'Delete all at Daybreak' }).click()
    const dialog = page.getByRole('dialog')
    const button = dialog.getByRole('button', { name: 'Delete for good' })
    await button.click({ force: true })
    expect(vault.world.connections).toHaveLength(4)
    await dialog.getByRole('textbox').fill('Delete')
    await button.click()
    await expect(page.getByRole('main').getByText('Everything about you was deleted')).toBeVisible()
    expect(vault.world.posted).toEqual([{ app_id: 'daybreak' }])
  })

  test('is not deleted where the operator does not allow it', async ({ page, vault }) => {
    vault.world.forgettable = []
    await page.goto(`${vault.url}/data`)
    await expect(page.getByText('does not offer this here')).toBeVisible()
    await expect(page.getByRole('button', { name: /Delete/ })).toHaveCount(0)
  })
})

test.describe('an app’s colours', { tag: SELDOM }, () => {
  // One page, loaded anew by each test.
  test.describe.configure({ mode: 'default' })
  let page: Page
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage()
  })
  test.afterAll(() => page.close())

  for (const accent of [
    '#ffe600',
    '#00ffff',
    '#ff00ff',
    '#39ff14',
    '#ffffff',
    '#000000',
    '#3b5bdb',
    '#888888',
  ]) {
    test(`${accent}: can be read, light and dark`, async ({ vault }) => {
      Object.assign(vault.world.apps[0]!, { brand: { accent, privacy_url: 'https://a.example/' } })
      vault.world.approvals[0]!.app = { ...DAYBREAK, brand: { accent } }
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(`${vault.url}/approvals/a1`)
      await expect(page.getByRole('button', { name: 'Approve' })).toHaveAttribute('aria-disabled', 'false')
      const light = await approveColours(page)
      await page.emulateMedia({ colorScheme: 'dark' })
      const dark = await approveColours(page)
      expect(dark.behind).not.toBe(light.behind)
      for (const { text, ground, behind } of [light, dark]) {
        expect(contrast(text, ground)).toBeGreaterThan(4.5)
        expect(contrast(ground, behind)).toBeGreaterThan(3)
      }
    })
  }
})

interface Colours {
  text: string
  ground: string
  behind: string
}

/** How the button to approve is drawn, as `red,green,blue`. */
function approveColours(page: Page): Promise<Colours> {
  return page.evaluate<Colours>(`(() => {
    const element = document.querySelector('.decide .primary')
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const rgb = (colour) => {
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = colour
      canvas.fillRect(0, 0, 1, 1)
      return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).join()
    }
    // A colour that is on its way to another theme's is neither.
    for (const animation of document.getAnimations()) animation.finish()
    const style = getComputedStyle(element)
    return {
      text: rgb(style.color),
      ground: rgb(style.backgroundColor),
      behind: rgb(getComputedStyle(document.body).backgroundColor),
    }
  })()`)
}

function luminance(rgb: string): number {
  const [red = 0, green = 0, blue = 0] = rgb.split(',').map((part) => {
    const share = Number(part) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** @see WCAG 2.2, contrast ratio */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

test('what the home page shows is asked for again when one comes back to it', async ({ page, vault }) => {
  await page.goto(vault.url)
  await heading(page, 'Your connected accounts').waitFor()
  await page.getByRole('link', { name: /Ledger/ }).click()
  await heading(page, 'Ledger & Sons').waitFor()
  vault.world.approvals.push(approval('a2', { reason: 'Another one', expires_at: ago(-HOUR) }))
  await page.getByRole('link', { name: 'Overview' }).first().click()
  await expect(page.getByText('Another one')).toBeVisible()
})

test.describe('17.3 printed', () => {
  test.use({ colorScheme: 'dark' })

  for (const [path, name, text] of [
    ['/activity', 'Activity', 'POST api.github.com/user/repos'],
    ['/connections/work', /ada@work\.example/, 'Read your mail'],
    ['/approvals/a1', 'Allow this request to Google?', 'charles@example.com'],
  ] as const) {
    test(`${path}: it is there, dark on white, without what only a screen can do`, async ({
      page,
      vault,
    }) => {
      await page.goto(vault.url + path)
      await heading(page, name).waitFor()
      await page.getByText(text).first().waitFor()
      await page.emulateMedia({ media: 'print' })
      await expect(heading(page, name)).toBeVisible()
      await expect(page.getByText(text).first()).toBeVisible()
      await expect(page.locator('body')).toHaveCSS('color', 'rgb(26, 26, 28)')
      for (const role of ['button', 'navigation', 'combobox', 'textbox'] as const) {
        await expect(page.getByRole(role)).toHaveCount(0)
      }
    })
  }
})

test.describe('13.7 a file that does not come', { tag: SELDOM }, () => {
  test.use({ locale: 'de-DE' })

  for (const how of LOST) {
    test(`a language (${how}): the pages speak English`, async ({ page, vault }) => {
      await lose(page, '**/assets/de-*.js', how)
      await page.goto(vault.url)
      await expect(heading(page, 'Your connected accounts')).toBeVisible()
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    })
  }

  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    test(`the script (motion: ${reducedMotion}): after a while the page says so, and how to go on`, async ({
      page,
      vault,
    }) => {
      await page.emulateMedia({ reducedMotion })
      await expectNoteOfLostScript(page, vault.url)
    })
  }
})
