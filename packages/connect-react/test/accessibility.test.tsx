import { render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import {
  AccountPicker,
  AlterProvider,
  ConnectButton,
  ConnectedAccounts,
  type Texts,
} from '@alter/connect-react'
import { de } from '@alter/connect-react/de'
import { en } from '@alter/connect-react/en'
import { es } from '@alter/connect-react/es'
import { fr } from '@alter/connect-react/fr'
import { ja } from '@alter/connect-react/ja'
import { zhCN } from '@alter/connect-react/zh-CN'
import { connection, grant, problem } from './backend.ts'
import { useStage } from './stage.tsx'

const stage = useStage()
const LIST = 'GET /api/alter/connections'
const mixed = [
  grant('good@ada.example', { is_default: true, last_used_at: '2026-11-20T10:00:00.000Z' }),
  grant('other@ada.example'),
  grant('gone@ada.example', { status: 'revoked' }),
  grant('old@ada.example', { status: 'expired' }),
  grant('broken@ada.example', { status: 'broken' }),
  grant('less@ada.example', { missing_scopes: ['a', 'b'] }),
]

// jsdom draws nothing, which axe takes for an answer; without this it says so at each question.
beforeEach(() => void vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null))

/** What axe finds; colours need a real browser and are looked at in the gallery. */
async function violations(): Promise<string[]> {
  const options = {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // Of what it finds to be right nothing is read, nor where it stands in the document.
    resultTypes: ['violations' as const],
    selectors: false,
    rules: { 'label-content-name-mismatch': { enabled: true }, 'color-contrast': { enabled: false } },
  }
  const found = await axe.run(document.body, options)
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

function show(texts: Texts): void {
  render(
    <main>
      <AlterProvider texts={texts}>
        <h1>Settings</h1>
        <ConnectButton provider="google" />
        <h2>Accounts</h2>
        <ConnectedAccounts />
      </AlterProvider>
    </main>,
  )
}

describe.each([en, de, es, fr, ja, zhCN].map((texts) => [texts.locale, texts] as const))('%s', (_, texts) => {
  test('axe finds nothing while it loads, in a list with every kind of account, and at the confirmation', async () => {
    stage.backend.connections = mixed
    show(texts)
    expect(await violations()).toEqual([])
    await screen.findByText('good@ada.example')
    expect(await violations()).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: `${texts.more} good@ada.example` }))
    const item = await screen.findByRole('menuitem', { name: texts.disconnect })
    expect(await violations()).toEqual([])
    await userEvent.click(item)
    expect(await violations()).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: texts.disconnect }))
    expect(await screen.findByRole('button', { name: texts.undo })).toHaveFocus()
    expect(await violations()).toEqual([])
  })

  test('axe finds nothing in an empty list and in a failed list', async () => {
    stage.backend.providers = []
    show(texts)
    expect(await screen.findByText(texts.noProviders)).toBeVisible()
    expect(await violations()).toEqual([])
    stage.backend.instead.set(LIST, () => problem('internal_error', 500))
    window.dispatchEvent(new Event('focus'))
    expect(await screen.findByRole('alert')).toBeVisible()
    expect(await violations()).toEqual([])
  })
})

test('axe finds nothing in any state of the button, nor in the picker', async () => {
  show(en)
  const button = screen.getByRole('button', { name: 'Connect Google' })
  await userEvent.click(button)
  expect(await violations()).toEqual([])
  await (await stage.popup()).succeed(connection('ada'))
  expect(await violations()).toEqual([])
  stage.blocking = true
  await userEvent.click(button)
  expect(button).toHaveAttribute('data-status', 'blocked')
  expect(await violations()).toEqual([])
  stage.blocking = false
  await userEvent.click(button)
  await (await stage.popup()).deny()
  await waitFor(() => expect(button).toHaveAttribute('data-status', 'error'))
  expect(await violations()).toEqual([])
  render(<AccountPicker accounts={mixed} provider="google" onPick={() => {}} />)
  const { violations: found } = await axe.run(screen.getByRole('group', { name: 'Which Google account?' }))
  expect(found.filter(({ id }) => id !== 'color-contrast')).toEqual([])
})

test('what a screen reader reads: each row by what is seen, and for whom', async () => {
  stage.backend.connections = mixed
  show(en)
  const list = await screen.findByRole('list', { name: 'Google' })
  const rows = within(list)
    .getAllByRole('listitem')
    .map((row) =>
      within(row)
        .getAllByRole('button')
        .map((one) => one.getAttribute('aria-labelledby')),
    )
  const names = rows.map((ids) =>
    ids.map((all) =>
      all
        ?.split(' ')
        .map((id) => document.getElementById(id)?.textContent)
        .join(' '),
    ),
  )
  expect(names).toEqual([
    ['More for good@ada.example'],
    ['More for other@ada.example'],
    ['Reconnect gone@ada.example', 'More for gone@ada.example'],
    ['Reconnect old@ada.example', 'More for old@ada.example'],
    ['Reconnect broken@ada.example', 'More for broken@ada.example'],
    ['Reconnect less@ada.example', 'More for less@ada.example'],
  ])
})
