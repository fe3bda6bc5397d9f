import * as React from 'react'
import type { ReactElement, ReactNode } from 'react'
import { act, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { createConnect } from '@alter/connect'
import { AlterProvider, ConnectButton, ConnectedAccounts } from '@alter/connect-react'
import { describe, expect, test, vi } from 'vitest'
import { connection, grant, mint, VAULT } from './backend.ts'
import { useStage } from './stage.tsx'

const stage = useStage()

function App({ children }: { children: ReactNode }): ReactElement {
  return (
    <React.StrictMode>
      <AlterProvider>{children}</AlterProvider>
    </React.StrictMode>
  )
}

/** Without those of the help below them. */
function connectButtons(): HTMLElement[] {
  return screen.getAllByRole('button').filter((button) => 'status' in button.dataset)
}
function states(): (string | null)[] {
  return connectButtons().map((button) => button.getAttribute('data-status'))
}
function buttonAt(index: number): HTMLElement {
  const found = connectButtons()[index]
  if (!found) throw new Error(`no button ${index}`)
  return found
}
function first(): HTMLElement {
  return buttonAt(0)
}
function second(): HTMLElement {
  return buttonAt(1)
}

describe('13.6: buttons of one provider', () => {
  const Two = (
    <App>
      <ConnectButton provider="google" />
      <ConnectButton provider="google" />
    </App>
  )

  test('show the same: while the flow runs, and how it ended', async () => {
    render(Two)
    await userEvent.click(first())
    const popup = await stage.popup()
    await waitFor(() => expect(states()).toEqual(['waiting', 'waiting']))
    await popup.succeed(connection('ada'))
    expect(states()).toEqual(['connected', 'connected'])
  })

  test('try the same again where the window was blocked, from either', async () => {
    render(Two)
    stage.blocking = true
    await userEvent.click(first())
    expect(states()).toEqual(['blocked', 'blocked'])
    stage.blocking = false
    await userEvent.click(second())
    await waitFor(() => expect(states()).toEqual(['waiting', 'waiting']))
  })

  test('one that is mounted while a flow runs shows it, and brings its window to the front', async () => {
    const { rerender } = render(
      <App>
        <ConnectButton key="one" provider="google" />
      </App>,
    )
    await userEvent.click(first())
    const popup = await stage.popup()
    rerender(
      <App>
        <ConnectButton key="one" provider="google" />
        <ConnectButton key="two" provider="google" />
      </App>,
    )
    expect(states()).toEqual(['waiting', 'waiting'])
    await userEvent.click(second())
    expect(stage.popups).toHaveLength(1)
    expect(popup.focused).toBe(1)
    await popup.succeed(connection('ada'))
    expect(states()).toEqual(['connected', 'connected'])
  })

  test('one that is mounted while the app itself runs a flow shows it', async () => {
    const connect = createConnect({ baseURL: VAULT })
    const { session_token: token } = mint('google')
    const outcome = connect.connect({ provider: 'google', token })
    const popup = await stage.popup()
    const onSuccess = vi.fn()
    render(
      <AlterProvider connect={connect}>
        <ConnectButton provider="google" onSuccess={onSuccess} />
        <ConnectButton provider="github" />
      </AlterProvider>,
    )
    expect(states()).toEqual(['waiting', 'idle'])
    await popup.succeed(connection('ada'))
    expect(await outcome).toEqual([connection('ada')])
    expect(states()).toEqual(['connected', 'idle'])
  })

  test('one that is mounted later does not learn how a flow before it ended', async () => {
    const { rerender } = render(
      <App>
        <ConnectButton key="one" provider="google" />
      </App>,
    )
    await userEvent.click(first())
    await (await stage.popup()).deny()
    rerender(
      <App>
        <ConnectButton key="one" provider="google" />
        <ConnectButton key="two" provider="google" />
      </App>,
    )
    expect(states()).toEqual(['error', 'idle'])
  })

  test('one whose provider changes shows the flow of the new one', async () => {
    const { rerender } = render(
      <App>
        <ConnectButton key="one" provider="google" />
        <ConnectButton key="two" provider="github" />
      </App>,
    )
    await userEvent.click(first())
    await stage.popup()
    rerender(
      <App>
        <ConnectButton key="one" provider="google" />
        <ConnectButton key="two" provider="google" />
      </App>,
    )
    await waitFor(() => expect(states()).toEqual(['waiting', 'waiting']))
  })
})

const Activity: React.ElementType | undefined = Reflect.get(React, 'Activity')

function Hidden({ mode, children }: { mode: 'hidden' | 'visible'; children: ReactNode }): ReactElement {
  return <App>{Activity && <Activity mode={mode}>{children}</Activity>}</App>
}

describe.skipIf(Activity === undefined)('12.17: <Activity>', () => {
  test('hidden with the window open, and shown again: idle, and the next click starts afresh', async () => {
    const onError = vi.fn()
    const button = <ConnectButton provider="google" onError={onError} />
    const { rerender } = render(<Hidden mode="visible">{button}</Hidden>)
    await userEvent.click(first())
    const popup = await stage.popup()
    rerender(<Hidden mode="hidden">{button}</Hidden>)
    expect(popup.closed).toBe(true)
    rerender(<Hidden mode="visible">{button}</Hidden>)
    expect(first()).toHaveAttribute('data-status', 'idle')
    expect(first()).toHaveTextContent('Connect Google')
    expect(onError).not.toHaveBeenCalled()
    await userEvent.click(first())
    await waitFor(() => expect(states()).toEqual(['waiting']))
    expect(stage.popups).toHaveLength(2)
  })

  test('hidden after an outcome, and shown again: the outcome', async () => {
    const button = <ConnectButton provider="google" />
    const { rerender } = render(<Hidden mode="visible">{button}</Hidden>)
    await userEvent.click(first())
    await (await stage.popup()).succeed(connection('ada'))
    rerender(<Hidden mode="hidden">{button}</Hidden>)
    await act(async () => {})
    rerender(<Hidden mode="visible">{button}</Hidden>)
    expect(states()).toEqual(['connected'])
  })

  test('a list that is hidden with the window open, and shown again: its row is idle', async () => {
    const list = <ConnectedAccounts />
    const { rerender } = render(<Hidden mode="visible">{list}</Hidden>)
    const connectGoogle = { name: /^(Connect|Add another) Google$/ }
    await userEvent.click(await screen.findByRole('button', connectGoogle))
    const popup = await stage.popup()
    rerender(<Hidden mode="hidden">{list}</Hidden>)
    expect(popup.closed).toBe(true)
    rerender(<Hidden mode="visible">{list}</Hidden>)
    expect(await screen.findByRole('button', connectGoogle)).toBeEnabled()
    expect(screen.queryByText(/Try again|failed|Continue in the window/)).toBeNull()
    await userEvent.click(screen.getByRole('button', connectGoogle))
    await waitFor(() => expect(stage.popups).toHaveLength(2))
  })

  test('a list that is hidden while an end can be undone: the account is disconnected once, and stays gone', async () => {
    stage.backend.connections = [grant('ada@work.example')]
    const list = <ConnectedAccounts undoTime={60_000} />
    const { rerender } = render(<Hidden mode="visible">{list}</Hidden>)
    await userEvent.click(await screen.findByRole('button', { name: 'More for ada@work.example' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Disconnect' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Disconnect' }))
    rerender(<Hidden mode="hidden">{list}</Hidden>)
    const route = 'DELETE /api/alter/connections/grant%3Aada%40work.example'
    await waitFor(() => expect(stage.backend.count(route)).toBe(1))
    rerender(<Hidden mode="visible">{list}</Hidden>)
    await waitFor(() => expect(screen.queryByText('ada@work.example')).toBeNull())
    expect(stage.backend.count(route)).toBe(1)
  })
})
