import { act, fireEvent, render, screen } from '@testing-library/react'
import {
  AccountItem,
  AlterProvider,
  ConnectButton,
  ConnectedAccounts,
  useConnections,
} from '@alter/connect-react'
import type { ReactElement } from 'react'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { grant } from './backend.ts'
import { useStage } from './stage.tsx'

// Files before this one have loaded what is replaced here, and files after it want the real one.
vi.hoisted(() => vi.resetModules())
afterAll(() => void vi.resetModules())

/** Whether files that are loaded later never come; `canSpeak`: but for what a button says. */
const connection = vi.hoisted(() => ({ isDead: true, canSpeak: false }))

vi.mock('../src/list/later/list-parts.ts', () => ({
  loadListParts: () =>
    connection.isDead ? new Promise(() => {}) : import('../src/list/parts/list-parts.ts'),
}))
vi.mock('../src/button/later/flow-news.ts', () => ({
  loadFlowNews: () =>
    connection.isDead && !connection.canSpeak
      ? Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
      : import('../src/button/news/flow-news.tsx'),
}))
vi.mock('@alter/connect/accounts/later/connection-care', async () => ({
  loadConnectionCare: () =>
    connection.isDead ? new Promise(() => {}) : import('@alter/connect/accounts/connection-care'),
}))

const stage = useStage()
const DELETE = 'DELETE /api/alter/connections/grant%3Aada'
const SAID = /No answer\. Check your internet connection/

beforeEach(() => {
  connection.isDead = true
  connection.canSpeak = false
  stage.backend.connections = [grant('ada')]
})

/** Nothing has been said before, and all is said after: ten seconds. */
async function afterTenSeconds(doing: () => unknown, isSaid: () => boolean): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    await act(async () => void doing())
    await act(() => vi.advanceTimersByTimeAsync(9_900))
    expect(isSaid()).toBe(false)
    await act(() => vi.advanceTimersByTimeAsync(200))
    expect(isSaid()).toBe(true)
  } finally {
    vi.useRealTimers()
  }
}

function isSaid(): boolean {
  return screen.queryByText(SAID) !== null
}

function routes(): string[] {
  return stage.backend.seen.map(({ route }) => route)
}

describe('13.7 on a dead connection', () => {
  test('a menu says so after ten seconds, and the next press opens it', async () => {
    render(
      <AlterProvider>
        <ul>
          <AccountItem account={grant('ada')} />
        </ul>
      </AlterProvider>,
    )
    const more = screen.getByRole('button', { name: 'More for ada' })
    await afterTenSeconds(() => fireEvent.click(more), isSaid)
    expect(screen.getByRole('alert')).toHaveTextContent(SAID)
    expect(more).toHaveAttribute('aria-expanded', 'false')
    connection.isDead = false
    fireEvent.click(more)
    expect(await screen.findByRole('menu')).toBeVisible()
    expect(isSaid()).toBe(false)
  })

  test('a change of the list says so after ten seconds, and is not made later', async () => {
    render(
      <AlterProvider>
        <ConnectedAccounts
          parts={{
            Account: ({ onDisconnect }) => <button onClick={() => void onDisconnect?.()}>End</button>,
          }}
        />
      </AlterProvider>,
    )
    const end = await screen.findByRole('button', { name: 'End' })
    await afterTenSeconds(
      () => fireEvent.click(end),
      () => screen.queryAllByText(SAID).length === 2,
    )
    expect(routes()).not.toContain(DELETE)
    connection.isDead = false
    fireEvent.click(end)
    await vi.waitFor(() => expect(routes()).toContain(DELETE))
  })

  test.each([
    ['why connecting failed is said once, though the list lacks its parts', true],
    ['a list whose buttons cannot speak says once why connecting failed', false],
  ])('%s', async (_, canSpeak) => {
    connection.canSpeak = canSpeak
    stage.backend.instead.set('POST /api/alter/session', () =>
      Promise.reject(new TypeError('Failed to fetch')),
    )
    render(
      <AlterProvider>
        <ConnectedAccounts />
      </AlterProvider>,
    )
    const add = await screen.findByRole('button', { name: 'Add another Google' })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      await act(async () => void fireEvent.click(add))
      await act(() => vi.advanceTimersByTimeAsync(12_000))
      await act(() => vi.advanceTimersByTimeAsync(1000))
      const spoken = screen.getAllByRole('status').map(({ textContent }) => textContent)
      expect(spoken.filter((text) => text !== '')).toEqual([expect.stringMatching(SAID)])
    } finally {
      vi.useRealTimers()
    }
  })

  test('disconnect() of useConnections() rejects after ten seconds, and can be called again', async () => {
    const failures: unknown[] = []
    function Mine(): ReactElement {
      const list = useConnections()
      return (
        <button
          onClick={() => void list.disconnect('grant:ada').catch((error: unknown) => failures.push(error))}
        >
          {list.status}
        </button>
      )
    }
    render(
      <AlterProvider>
        <Mine />
      </AlterProvider>,
    )
    const end = await screen.findByRole('button', { name: 'ready' })
    await afterTenSeconds(
      () => fireEvent.click(end),
      () => failures.length > 0,
    )
    expect(failures).toMatchObject([{ name: 'RequestError', code: 'network_error' }])
    expect(routes()).not.toContain(DELETE)
    connection.isDead = false
    fireEvent.click(end)
    await vi.waitFor(() => expect(routes()).toContain(DELETE))
  })

  test('the help below a button comes with the next try, once its file can be loaded', async () => {
    stage.backend.instead.set('POST /api/alter/session', () =>
      Promise.reject(new TypeError('Failed to fetch')),
    )
    render(
      <AlterProvider>
        <ConnectButton provider="google" />
      </AlterProvider>,
    )
    fireEvent.click(screen.getByRole('button', { name: 'Connect Google' }))
    const again = await screen.findByRole('button', { name: 'Could not start' })
    expect(isSaid()).toBe(false)
    connection.isDead = false
    fireEvent.click(again)
    expect(await screen.findByText(SAID)).toBeVisible()
  })

  test('a search field, and what else comes later, comes with the next refresh', async () => {
    stage.backend.connections = Array.from({ length: 12 }, (_, at) => grant(`ada-${at}`))
    const { unmount } = render(
      <AlterProvider>
        <ConnectedAccounts />
        <Refresh />
      </AlterProvider>,
    )
    await screen.findByText('ada-11')
    expect(screen.queryByRole('searchbox')).toBeNull()
    connection.isDead = false
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }))
    expect(await screen.findByRole('searchbox')).toBeVisible()
    unmount()
  })
})

function Refresh(): ReactElement {
  const { refresh } = useConnections()
  return <button onClick={() => void refresh()}>Refresh</button>
}
