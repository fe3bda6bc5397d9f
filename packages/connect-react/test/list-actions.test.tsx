import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import {
  AccountItem,
  AlterProvider,
  ConnectButton,
  ConnectedAccounts,
  type ConnectedAccountsProps,
  healthOf,
} from '@alter/connect-react'
import { de } from '@alter/connect-react/de'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { connection, grant, problem, providerInfo } from './backend.ts'
import { useStage } from './stage.tsx'

const stage = useStage()
const DELETE = 'DELETE /api/alter/connections/grant%3Aada'

function show(props: ConnectedAccountsProps = {}): ReturnType<typeof render> {
  return render(
    <AlterProvider>
      <ConnectedAccounts {...props} />
    </AlterProvider>,
  )
}

async function openMenu(account: string): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole('button', { name: `More for ${account}` }))
  const menu = await screen.findByRole('menu')
  // Its part may load only now: it is there one moment before it takes the focus.
  await waitFor(() => expect(menu.contains(document.activeElement)).toBe(true))
  return menu
}
async function pick(item: string, account: string): Promise<void> {
  await openMenu(account)
  await userEvent.click(screen.getByRole('menuitem', { name: item }))
}
async function disconnect(): Promise<void> {
  await pick('Disconnect', 'ada')
  await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }))
}
function names(): (string | null)[] {
  return screen.getAllByRole('heading').map((heading) => heading.textContent)
}

describe('15.6 the menu of an account', () => {
  test('opens on its first item, is walked with the arrows and letters, and Escape gives the focus back', async () => {
    stage.backend.connections = [grant('ada', { is_default: true }), grant('bob')]
    show()
    await openMenu('bob')
    const items = screen.getAllByRole('menuitem')
    expect(items.map((item) => item.textContent)).toEqual(['Make default', 'Details', 'Disconnect'])
    expect(items[0]).toHaveFocus()
    await userEvent.keyboard('{ArrowUp}')
    expect(items[2]).toHaveFocus()
    await userEvent.keyboard('{Home}{ArrowDown}')
    expect(items[1]).toHaveFocus()
    await userEvent.keyboard('m')
    expect(items[0]).toHaveFocus()
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('menu')).not.toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'More for bob' })).toHaveFocus()
  })

  test('a press elsewhere closes it', async () => {
    stage.backend.connections = [grant('ada')]
    show()
    await openMenu('ada')
    await userEvent.click(screen.getByRole('heading', { name: 'Google' }))
    expect(screen.queryByRole('menu')).not.toBeInTheDocument()
  })

  test('details: permissions in words, since when, last used, and what the default is', async () => {
    stage.backend.providers = [providerInfo('google', { scope_labels: { 'cal.read': 'see your calendar' } })]
    stage.backend.connections = [
      grant('ada', { is_default: true, scopes: ['openid', 'cal.read'] }),
      grant('bob'),
    ]
    show()
    await pick('Details', 'ada')
    const dialog = await screen.findByRole('dialog', { name: 'ada' })
    expect(dialog).toHaveTextContent('see your calendar')
    expect(dialog).not.toHaveTextContent('openid')
    expect(dialog).toHaveTextContent('November 1, 2026')
    expect(dialog).toHaveTextContent('Not used yet')
    expect(dialog).toHaveTextContent('The default is the account that this app uses')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'More for ada' })).toHaveFocus()
  })

  test('a revoked account is removed without a question', async () => {
    stage.backend.connections = [grant('ada', { status: 'revoked' })]
    show()
    await pick('Remove', 'ada')
    await waitFor(() => expect(screen.queryByText('ada')).not.toBeInTheDocument())
    expect(stage.backend.count(DELETE)).toBe(1)
    expect(screen.getByText('Removed ada.')).toBeInTheDocument()
  })
})

describe('15.6 disconnecting can be undone', () => {
  test('Undo: nothing is sent, and the account has its menu again', async () => {
    stage.backend.connections = [grant('ada')]
    show({ undoTime: 60_000 })
    await disconnect()
    expect(screen.getByRole('button', { name: 'Undo' })).toHaveFocus()
    expect(screen.getByText('ada is about to be disconnected.')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(screen.getByRole('button', { name: 'More for ada' })).toHaveFocus()
    act(() => void window.dispatchEvent(new Event('pagehide')))
    expect(stage.backend.count(DELETE)).toBe(0)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e12, -1, Object('8s').valueOf(), Object(' ').valueOf()])(
    'a time of %s is not "at once"',
    async (undoTime) => {
      stage.backend.connections = [grant('ada')]
      show({ undoTime })
      const timers = vi.spyOn(globalThis, 'setTimeout')
      onTestFinished(() => timers.mockRestore())
      await disconnect()
      // A browser runs a longer timer at once.
      expect(timers.mock.calls.some(([, wait = 0]) => wait >= 8000 && wait < 2 ** 31)).toBe(true)
      await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
      expect(screen.getByRole('button', { name: 'More for ada' })).toHaveFocus()
      expect(stage.backend.count(DELETE)).toBe(0)
    },
  )

  test('leaving the page does it, in a request that outlives the page', async () => {
    stage.backend.connections = [grant('ada')]
    const send = vi.spyOn(globalThis, 'fetch')
    show({ undoTime: 60_000 })
    await disconnect()
    act(() => void window.dispatchEvent(new Event('pagehide')))
    const sent = send.mock.calls.find(([, init]) => init?.method === 'DELETE')
    expect(sent?.[1]).toMatchObject({ keepalive: true })
    expect(await screen.findByText('Disconnected ada.')).toBeInTheDocument()
  })

  test('a list that goes away does it too, once', async () => {
    stage.backend.connections = [grant('ada')]
    const { unmount } = show({ undoTime: 60_000 })
    await disconnect()
    unmount()
    window.dispatchEvent(new Event('pagehide'))
    await waitFor(() => expect(stage.backend.count(DELETE)).toBe(1))
  })

  test('after the time, it is done and only then announced', async () => {
    stage.backend.connections = [grant('ada')]
    const send = vi.spyOn(globalThis, 'fetch')
    show({ undoTime: 800 })
    await disconnect()
    expect(screen.queryByText('Disconnected ada.')).not.toBeInTheDocument()
    expect(await screen.findByText('Disconnected ada.')).toBeInTheDocument()
    expect(stage.backend.count(DELETE)).toBe(1)
    // Firefox would keep it from the page's service worker.
    const sent = send.mock.calls.find(([, init]) => init?.method === 'DELETE')
    expect(sent?.[1]).toMatchObject({ keepalive: false })
  })
})

describe('15.6 a list that grows', () => {
  const many = Array.from({ length: 12 }, (_, at) =>
    providerInfo('github', { id: `p${at}`, name: `App ${at}` }),
  )

  test('accounts that need attention come first, then connected accounts, then the rest', async () => {
    stage.backend.providers = [...many.slice(0, 3), providerInfo('google'), providerInfo('github')]
    stage.backend.connections = [
      grant('good', { provider: 'github', provider_name: 'GitHub' }),
      grant('old', { status: 'expired' }),
    ]
    show()
    await screen.findByText('old')
    expect(names()).toEqual(['Google', 'GitHub', 'App 0', 'App 1', 'App 2'])
  })

  test('above eight it can be searched: by app and by account, without accents; Escape shows all', async () => {
    stage.backend.providers = many
    stage.backend.connections = [grant('zoë@ada.example', { provider: 'p7', provider_name: 'App 7' })]
    show()
    const search = await screen.findByRole('searchbox', { name: 'Find an app or account' })
    await userEvent.type(search, 'ZOE')
    expect(names()).toEqual(['App 7'])
    expect(await screen.findByText('1 app found.')).toBeInTheDocument()
    await userEvent.clear(search)
    await userEvent.type(search, 'nothing')
    expect(screen.getAllByText('Nothing matches “nothing”.')[0]).toBeVisible()
    await userEvent.keyboard('{Escape}')
    expect(names()).toHaveLength(12)
  })

  test('eight have no search', async () => {
    stage.backend.providers = many.slice(0, 8)
    show()
    await screen.findByRole('heading', { name: 'App 0' })
    expect(screen.queryByRole('searchbox')).not.toBeInTheDocument()
  })

  test('the skeleton has as many rows as the list had the last time', async () => {
    stage.backend.providers = many.slice(0, 5)
    stage.backend.connections = [grant('ada', { provider: 'p1', provider_name: 'App 1' })]
    const { unmount } = show()
    await screen.findByText('ada')
    // What notes them loads once the list is there.
    await waitFor(() => expect(localStorage.getItem('alter:rows')).toBe('1,0,0,0,0'))
    unmount()
    show()
    expect(document.querySelectorAll('[data-skeleton]')).toHaveLength(5)
    expect(document.querySelectorAll('[data-skeleton] .alter-account')).toHaveLength(1)
  })

  test('an account that was connected elsewhere is marked and announced once', async () => {
    show()
    await screen.findByRole('heading', { name: 'Google' })
    // What compares a list with the one before loads once the list is there, and notes its rows too.
    await waitFor(() => expect(localStorage.getItem('alter:rows')).not.toBeNull())
    stage.backend.connections = [grant('ada')]
    act(() => void window.dispatchEvent(new Event('focus')))
    expect((await screen.findByText('ada')).closest('li')).toHaveAttribute('data-new')
    expect(screen.getAllByText('ada is connected.')).toHaveLength(1)
  })

  test('a label keeps a whole letter, and a logo that fails gives way to one', async () => {
    stage.backend.providers = [providerInfo('google', { name: '👩‍👩‍👧 Family' })]
    show()
    await screen.findByRole('heading', { name: '👩‍👩‍👧 Family' })
    const logo = document.querySelector('img.alter-logo')
    if (!logo) throw new Error('no logo')
    fireEvent.error(logo)
    expect(document.querySelector('.alter-logo')).toHaveAttribute('data-monogram', '👩‍👩‍👧')
  })
})

test('15.6 a sentence has one language: the operator’s English texts are not in German sentences', () => {
  const account = grant('ada', { missing_scopes: ['https://a.example/calendar.readonly'] })
  const words = { scope_labels: { 'https://a.example/calendar.readonly': 'see your calendars' } }
  const own = { de: { scope_labels: { 'https://a.example/calendar.readonly': 'Ihre Kalender sehen' } } }
  expect(healthOf(account, undefined, words)).toMatchObject({
    reason: 'A permission is missing: see your calendars.',
  })
  expect(healthOf(account, de, words)).toMatchObject({
    reason: 'Eine Berechtigung fehlt: calendar.readonly.',
  })
  expect(healthOf(account, de, { ...words, localized: own })).toMatchObject({
    reason: 'Eine Berechtigung fehlt: Ihre Kalender sehen.',
  })
})

test.each(['constructor', 'toString', '__proto__'])('a scope called %s is named like any other', (scope) => {
  expect(healthOf(grant('ada', { missing_scopes: [scope] }))).toMatchObject({
    reason: `A permission is missing: ${scope}.`,
  })
})

test('15.9 an account works alone, without other components', async () => {
  const onDisconnect = vi.fn()
  render(
    <ul>
      <AccountItem account={grant('ada')} undoTime={0} onDisconnect={onDisconnect} />
    </ul>,
  )
  await disconnect()
  await waitFor(() => expect(onDisconnect).toHaveBeenCalledTimes(1))
})

test('15.9 headingLevel is that of the providers', async () => {
  show({ headingLevel: 2 })
  expect(await screen.findByRole('heading', { name: 'Google', level: 2 })).toBeVisible()
})

test('15.9 onSignIn: “Sign in” where the session is over, “Try again” elsewhere', async () => {
  const onSignIn = vi.fn()
  stage.backend.instead.set('GET /api/alter/connections', () => problem('invalid_user_token', 401))
  show({ onSignIn })
  await userEvent.click(await screen.findByRole('button', { name: 'Sign in' }))
  expect(onSignIn).toHaveBeenCalledTimes(1)
  expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument()
})

describe('15.7 the button knows', () => {
  const Both = (
    <AlterProvider>
      <ConnectButton provider="google" />
      <ConnectedAccounts undoTime={0} />
    </AlterProvider>
  )

  test('an account that was disconnected in the list is no longer connected in the button', async () => {
    render(Both)
    await screen.findByRole('heading', { name: 'Google' })
    const [button] = screen.getAllByRole('button', { name: 'Connect Google' })
    if (!button) throw new Error('no button')
    await userEvent.click(button)
    await (await stage.popup()).succeed(connection('ada'))
    await waitFor(() => expect(button).toHaveAttribute('data-status', 'connected'))
    await pick('Disconnect', 'ada')
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }))
    await waitFor(() => expect(button).toHaveAttribute('data-status', 'idle'))
    expect(button).toHaveAccessibleName('Connect Google')
  })

  test('one connection is heard once, with a button and a list on the page', async () => {
    render(Both)
    await screen.findByRole('heading', { name: 'Google' })
    await userEvent.click(screen.getAllByRole('button', { name: 'Connect Google' })[0] ?? document.body)
    await (await stage.popup()).succeed(connection('ada'))
    await screen.findByText('ada')
    const heard = screen.getAllByRole('status').flatMap(({ textContent }) => textContent || [])
    expect(heard).toEqual(['Google connected'])
  })

  test('showConnected: after a reload it shows the account and offers another', async () => {
    stage.backend.connections = [
      grant('old', { status: 'expired' }),
      grant('bob'),
      grant('ada', { is_default: true }),
    ]
    render(
      <AlterProvider>
        <ConnectButton provider="google" showConnected />
      </AlterProvider>,
    )
    expect(screen.getByRole('button', { name: 'One moment…' })).toHaveAttribute('aria-busy', 'true')
    const button = await screen.findByRole('button', { name: 'ada +1 Connect another' })
    await userEvent.click(button)
    expect(stage.popups).toHaveLength(1)
  })

  test('showConnected: without an account, and without an answer, it offers to connect', async () => {
    stage.backend.instead.set('GET /api/alter/connections', () => problem('internal_error', 500))
    render(
      <AlterProvider>
        <ConnectButton provider="google" showConnected />
      </AlterProvider>,
    )
    expect(await screen.findByRole('button', { name: 'Connect Google' })).toHaveAttribute(
      'aria-busy',
      'false',
    )
  })

  test('13.7 showConnected: where the list never comes, it offers to connect after ten seconds', async () => {
    stage.backend.instead.set('GET /api/alter/connections', () => new Promise(() => {}))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      render(
        <AlterProvider>
          <ConnectButton provider="google" showConnected />
        </AlterProvider>,
      )
      await act(() => vi.advanceTimersByTimeAsync(9900))
      expect(screen.getByRole('button', { name: 'One moment…' })).toHaveAttribute('aria-busy', 'true')
      await act(() => vi.advanceTimersByTimeAsync(200))
      expect(screen.getByRole('button', { name: 'Connect Google' })).toHaveAttribute('aria-busy', 'false')
    } finally {
      vi.useRealTimers()
    }
  })

  test('while the window is open: how to go on, to show it and to cancel', async () => {
    const onExit = vi.fn()
    render(
      <AlterProvider>
        <ConnectButton provider="google" onExit={onExit} />
      </AlterProvider>,
    )
    await userEvent.click(screen.getByRole('button', { name: 'Connect Google' }))
    const popup = await stage.popup()
    const before = popup.focused
    await userEvent.click(await screen.findByRole('button', { name: 'Show window' }))
    expect(popup.focused).toBeGreaterThan(before)
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(onExit).toHaveBeenCalledTimes(1))
    expect(popup.closed).toBe(true)
    expect(screen.getByRole('button', { name: 'Connect Google' })).toHaveFocus()
    expect(await screen.findByText('The window was closed. Nothing was connected.')).toBeVisible()
  })

  test('a denial: what happened, and why, beneath', async () => {
    render(
      <AlterProvider>
        <ConnectButton provider="google" />
      </AlterProvider>,
    )
    await userEvent.click(screen.getByRole('button', { name: 'Connect Google' }))
    await (await stage.popup()).deny()
    expect(await screen.findByText('Access was not granted.')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Not connected. Try again' })).toHaveAccessibleDescription(
      'Access was not granted.',
    )
  })
})
