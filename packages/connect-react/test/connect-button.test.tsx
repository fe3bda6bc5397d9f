import { createRef, type ReactElement, type ReactNode, StrictMode } from 'react'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { AlterProvider, ConnectButton } from '@alter/connect-react'
import { connection, grant, mint, PAGE, problem, VAULT } from './backend.ts'
import { finishSession, useStage } from './stage.tsx'

const stage = useStage()

function show(ui: ReactNode): ReturnType<typeof render> {
  return render(<Page>{ui}</Page>)
}

function Page({ children }: { children: ReactNode }): ReactElement {
  return (
    <StrictMode>
      <AlterProvider>{children}</AlterProvider>
    </StrictMode>
  )
}

function button(name: RegExp | string): HTMLElement {
  return screen.getByRole('button', { name })
}
async function click(name: RegExp | string): Promise<void> {
  return userEvent.click(button(name))
}

describe('a click', () => {
  test('opens one window at once, while the session is still on its way', async () => {
    show(<ConnectButton provider="google" />)
    stage.backend.instead.set('POST /api/alter/session', () => new Promise(() => {}))
    await click('Connect Google')
    expect(stage.popups).toHaveLength(1)
    expect(stage.popups[0]?.url).toBe('')
    expect(button('Connecting…')).toHaveAttribute('data-status', 'opening')
  })

  test('asks the backend for a session of its target, and calls back with the connections', async () => {
    const onSuccess = vi.fn()
    stage.backend.connections = [grant('ada@work.example', { grant_id: 'g1' })]
    show(
      <ConnectButton accountHint="ada@work.example" grantId="g1" provider="google" onSuccess={onSuccess} />,
    )
    await click('Reconnect Google')
    const popup = await stage.popup()
    await popup.succeed(connection('ada@work.example'))
    await waitFor(() => expect(onSuccess).toHaveBeenCalledTimes(1))
    expect(onSuccess).toHaveBeenCalledWith([
      connection('ada@work.example', { grant_id: 'g1', operation: 'reauth' }),
    ])
    const minted = stage.backend.seen.filter(({ route }) => route === 'POST /api/alter/session')
    expect(minted.map(({ body }) => body)).toEqual([
      { provider: 'google', grant_id: 'g1', account_hint: 'ada@work.example' },
    ])
  })

  test('continues when the app then shows the connected account or its own text', async () => {
    const { rerender } = render(<ConnectButton provider="google" />, { wrapper: Page })
    await click('Connect Google')
    const pressed = button('Connecting…')
    const popup = await stage.popup()
    rerender(<ConnectButton provider="google" showConnected />)
    expect(button('Connecting…')).toBe(pressed)
    rerender(<ConnectButton provider="google">Calendar</ConnectButton>)
    expect(button('Calendar')).toBe(pressed)
    expect(popup.closed).toBe(false)
  })

  test('again brings the window to the front and calls back once', async () => {
    const onSuccess = vi.fn()
    show(<ConnectButton provider="google" onSuccess={onSuccess} />)
    await click('Connect Google')
    const popup = await stage.popup()
    const before = popup.focused
    await click(/Connecting/)
    expect(stage.popups).toHaveLength(1)
    expect(popup.focused).toBeGreaterThan(before)
    await popup.succeed(connection('ada@work.example'))
    await waitFor(() => expect(onSuccess).toHaveBeenCalledTimes(1))
  })

  test('does nothing when the app prevents it', async () => {
    show(<ConnectButton provider="google" onClick={(event) => event.preventDefault()} />)
    await click('Connect Google')
    expect(stage.popups).toHaveLength(0)
  })

  test('calls the callback of the last render', async () => {
    const first = vi.fn()
    const last = vi.fn()
    const { rerender } = render(<ConnectButton provider="google" onSuccess={first} />, { wrapper: Page })
    await click('Connect Google')
    const popup = await stage.popup()
    rerender(<ConnectButton provider="google" onSuccess={last} />)
    await popup.succeed(connection('ada@work.example'))
    await waitFor(() => expect(last).toHaveBeenCalledTimes(1))
    expect(first).not.toHaveBeenCalled()
  })
})

describe('the state', () => {
  test('is shown by data-status, aria-busy, the text and a polite live region', async () => {
    show(<ConnectButton provider="google" />)
    const element = button('Connect Google')
    expect(element).toHaveAttribute('data-status', 'idle')
    expect(element).toHaveAttribute('aria-busy', 'false')

    await click('Connect Google')
    const popup = await stage.popup()
    await waitFor(() => expect(element).toHaveAttribute('data-status', 'waiting'))
    expect(element).toHaveAttribute('aria-busy', 'true')
    expect(element).toHaveAccessibleName('Connecting…')
    expect(screen.getByRole('status')).toHaveTextContent('Continue in the window that opened')

    await popup.succeed(connection('ada@work.example'))
    await waitFor(() => expect(element).toHaveAttribute('data-status', 'connected'))
    expect(element).toHaveAttribute('aria-busy', 'false')
    expect(element).toHaveAccessibleName('Google connected')
    expect(screen.getByRole('status')).toHaveTextContent('Google connected')
  })

  test('names no window while the session is minted: on a phone none opens', async () => {
    stage.backend.instead.set('POST /api/alter/session', () => new Promise(() => {}))
    show(<ConnectButton provider="google" />)
    await click('Connect Google')
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('Connecting…'))
    expect(button('Connecting…')).toHaveAttribute('data-status', 'opening')
  })

  test('an agent may use an account: shown and announced in these words', async () => {
    show(<ConnectButton agent="research-bot" provider="google" />)
    const element = button('Connect Google')
    await click('Connect Google')
    const popup = await stage.popup()
    await popup.succeed(connection('ada@work.example'))
    await waitFor(() => expect(element).toHaveAccessibleName('Research bot can use Google'))
    expect(screen.getByRole('status')).toHaveTextContent('Research bot can use Google')
  })

  test('blocked: the same button, pressed again, retries', async () => {
    const onSuccess = vi.fn()
    const onError = vi.fn()
    show(<ConnectButton provider="google" onError={onError} onSuccess={onSuccess} />)
    stage.blocking = true
    await click('Connect Google')
    const element = button(/blocked/i)
    expect(element).toHaveAttribute('data-status', 'blocked')
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'popup_blocked' }))
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('Blocked. Try again'))

    stage.blocking = false
    await userEvent.click(element)
    await (await stage.popup()).succeed(connection('ada@work.example'))
    await waitFor(() => expect(element).toHaveAttribute('data-status', 'connected'))
    expect(onSuccess).toHaveBeenCalledTimes(1)
  })

  test('closed by the user is an exit, not an error', async () => {
    const onExit = vi.fn()
    const onError = vi.fn()
    show(<ConnectButton provider="google" onError={onError} onExit={onExit} />)
    await click('Connect Google')
    const popup = await stage.popup()
    await popup.arrive()
    popup.close()
    await waitFor(() => expect(onExit).toHaveBeenCalledTimes(1))
    expect(onExit.mock.calls[0]?.[0]).toMatchObject({ reason: 'closed', certain: true })
    expect(onError).not.toHaveBeenCalled()
    expect(button('Connect Google')).toHaveAttribute('data-status', 'exit')
  })

  test('a denial is an error that says so, and the next click starts afresh', async () => {
    const onError = vi.fn()
    show(<ConnectButton provider="google" onError={onError} />)
    await click('Connect Google')
    await (await stage.popup()).deny()
    await waitFor(() => expect(onError).toHaveBeenCalledTimes(1))
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'access_denied' })
    expect(screen.getByRole('status')).toHaveTextContent('Not connected. Try again')

    await click('Not connected. Try again')
    expect(stage.popups).toHaveLength(2)
  })

  test('a backend without a session is an error, and no window stays behind', async () => {
    const onError = vi.fn()
    stage.backend.instead.set('POST /api/alter/session', () => problem('user_token_required', 401))
    show(<ConnectButton provider="google" onError={onError} />)
    await click('Connect Google')
    await waitFor(() => expect(onError).toHaveBeenCalledTimes(1))
    expect(onError.mock.calls[0]?.[0]).toMatchObject({
      code: 'session_failed',
      message: 'user_token_required',
      retryable: false,
      cause: { code: 'user_token_required', status: 401 },
    })
    expect(stage.popups[0]?.closed).toBe(true)
    // 14.4: Google was never asked.
    expect(button('Could not start')).toHaveAttribute('data-status', 'error')
  })

  test('offline, it says so, and tells of no list', async () => {
    stage.backend.instead.set('POST /api/alter/session', () => Promise.reject(new TypeError('Failed')))
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    show(<ConnectButton provider="google" />)
    await click('Connect Google')
    await waitFor(() =>
      expect(button('Could not start')).toHaveAccessibleDescription(
        'No answer. Check your internet connection.',
      ),
    )
  })

  test('is shown by the button of the running flow alone', async () => {
    const onExit = vi.fn()
    show(
      <>
        <ConnectButton provider="google" onExit={onExit} />
        <ConnectButton provider="github" />
      </>,
    )
    await click('Connect Google')
    await stage.popup()
    expect(button('Connect GitHub')).toHaveAttribute('data-status', 'idle')

    await click('Connect GitHub')
    await waitFor(() => expect(button(/Connecting/)).toHaveAttribute('aria-busy', 'true'))
    await waitFor(() => expect(button('Connect Google')).toHaveAttribute('aria-busy', 'false'))
    expect(onExit).toHaveBeenCalledWith(expect.objectContaining({ reason: 'replaced' }))
  })
})

describe('before the list of providers is there', () => {
  const files = import.meta.glob('../../vault/src/providers/catalog/*.ts', {
    query: '?raw',
    import: 'default',
    eager: true,
  })
  const catalog = Object.entries(files).flatMap(([path, source]) => {
    const id = /(\w+)\.ts$/.exec(path)?.[1] ?? ''
    const name = new RegExp(`^export const ${id}\\b[^]*?^  name: '(.+)'`, 'm').exec(source)?.[1]
    return name === undefined ? [] : [{ id, name }]
  })

  test('the vault has a catalog', () => expect(catalog.length).toBeGreaterThanOrEqual(20))

  test.each(catalog)('$id is called $name', ({ id, name }) => {
    stage.backend.instead.set('GET /api/alter/providers', () => new Promise(() => {}))
    show(<ConnectButton provider={id} />)
    expect(button(`Connect ${name}`)).toBeVisible()
  })
})

describe('a flow that an earlier page began', () => {
  test('continues at the button with its target, and calls its callbacks', async () => {
    const { session_id: id, session_token: token } = mint('google')
    const saved = {
      session: { id, token, page: PAGE, origin: VAULT },
      target: { provider: 'google' },
      steps: {},
      inWindow: false,
      at: Date.now(),
    }
    sessionStorage.setItem('alter_connect', JSON.stringify(saved))
    finishSession(token, { account: 'ada' })
    const onSuccess = vi.fn()
    const other = vi.fn()
    show(
      <>
        <ConnectButton provider="google" onSuccess={onSuccess} />
        <ConnectButton provider="github" onSuccess={other} />
      </>,
    )
    await waitFor(() => expect(onSuccess).toHaveBeenCalledExactlyOnceWith([connection('ada')]))
    expect(button('Google connected')).toHaveAttribute('data-status', 'connected')
    expect(other).not.toHaveBeenCalled()
  })
})

describe('unmount in the middle', () => {
  test('closes the window and calls nobody', async () => {
    const callbacks = { onSuccess: vi.fn(), onError: vi.fn(), onExit: vi.fn() }
    const { unmount } = show(<ConnectButton provider="google" {...callbacks} />)
    await click('Connect Google')
    const popup = await stage.popup()
    unmount()
    expect(popup.closed).toBe(true)
    await popup.succeed(connection('ada@work.example'))
    for (const callback of Object.values(callbacks)) expect(callback).not.toHaveBeenCalled()
  })
})

describe('markup', () => {
  test('is a real button that takes native props and a ref, and does not submit the form around it', async () => {
    const ref = createRef<HTMLButtonElement>()
    const submit = vi.fn((event: { preventDefault(): void }) => event.preventDefault())
    show(
      <form onSubmit={submit}>
        <ConnectButton className="mine" id="connect" provider="google" ref={ref} title="Calendar" />
      </form>,
    )
    const element = button('Connect Google')
    expect(ref.current).toBe(element)
    expect(element).toHaveAttribute('type', 'button')
    expect(element).toHaveAttribute('title', 'Calendar')
    expect(element).toHaveClass('alter-button', 'mine')
    await userEvent.click(element)
    expect(submit).not.toHaveBeenCalled()
  })

  test('is reached and pressed with the keyboard', async () => {
    show(<ConnectButton provider="google" />)
    await userEvent.tab()
    expect(button('Connect Google')).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    expect(stage.popups).toHaveLength(1)
  })

  test('has the focus from the click on, which WebKit does not give by itself', () => {
    show(<ConnectButton provider="google" />)
    fireEvent.click(button('Connect Google'))
    expect(button('Connecting…')).toHaveFocus()
  })

  test('leaves the focus where the user put it', async () => {
    show(
      <>
        <ConnectButton provider="google" />
        <input aria-label="Elsewhere" />
      </>,
    )
    await click('Connect Google')
    const popup = await stage.popup()
    await userEvent.click(screen.getByLabelText('Elsewhere'))
    await popup.succeed(connection('ada@work.example'))
    await waitFor(() => expect(button('Google connected')).toBeVisible())
    expect(screen.getByLabelText('Elsewhere')).toHaveFocus()
  })

  test('fetches logo and name once for all buttons', async () => {
    show(
      <>
        <ConnectButton provider="google" />
        <ConnectButton provider="github" />
        <ConnectButton provider="google" />
      </>,
    )
    await waitFor(() => expect(document.querySelectorAll('img')).toHaveLength(3))
    expect(stage.backend.count('GET /api/alter/providers')).toBe(1)
  })

  test('keeps the place of the logo while it is fetched, and works without the backend knowing it', async () => {
    stage.backend.instead.set('GET /api/alter/providers', () => problem('internal_error', 500))
    show(<ConnectButton provider="google" />)
    expect(button('Connect Google').querySelector('.alter-logo')).toBeVisible()
    await waitFor(() => expect(stage.backend.count('GET /api/alter/providers')).toBe(1))
    expect(button('Connect Google')).toBeVisible()
  })

  test.each(['null', '{}', '[]', '{"providers":5}', '{"providers":[null]}'])(
    '14.5 a wrong list of providers causes no error, and the name is made from the id: %s',
    async (body) => {
      stage.backend.instead.set('GET /api/alter/providers', () => new Response(body))
      show(<ConnectButton provider="google" />)
      await waitFor(() => expect(stage.backend.count('GET /api/alter/providers')).toBe(1))
      // Vitest fails where a rejection is left alone.
      await new Promise((resolve) => setTimeout(resolve))
      expect(button('Connect Google')).toBeVisible()
    },
  )

  test('children replace logo and text, and may be a function of the state', async () => {
    show(
      <>
        <ConnectButton provider="google">Link your calendar</ConnectButton>
        <ConnectButton provider="github">{(state) => `GitHub: ${state.status}`}</ConnectButton>
      </>,
    )
    expect(button('Link your calendar')).toBeVisible()
    await click('GitHub: idle')
    await stage.popup()
    await waitFor(() => expect(button('GitHub: waiting')).toBeVisible())
    expect(stage.backend.count('GET /api/alter/providers')).toBe(0)
  })

  test('asChild renders the one child with all that the button would get', async () => {
    const order: string[] = []
    const inner = createRef<HTMLAnchorElement>()
    const outer = createRef<HTMLButtonElement>()
    show(
      <ConnectButton asChild provider="google" ref={outer} title="ours" onClick={() => order.push('ours')}>
        <a className="own" href="#connect" ref={inner} onClick={() => order.push('own')}>
          Connect a calendar
        </a>
      </ConnectButton>,
    )
    const link = screen.getByRole('link', { name: 'Connect a calendar' })
    expect(link).toHaveClass('own')
    expect(link).toHaveAttribute('title', 'ours')
    expect(link).toHaveAttribute('data-status', 'idle')
    expect(link).not.toHaveAttribute('type')
    expect(inner.current).toBe(link)
    expect(outer.current).toBe(link)
    await userEvent.click(link)
    expect(order).toEqual(['own', 'ours'])
    expect(stage.popups).toHaveLength(1)
  })

  test('asChild puts class names, styles and refs together; elsewhere the child’s own props win', () => {
    const outer = vi.fn()
    const inner = vi.fn()
    show(
      <ConnectButton
        asChild
        className="ours"
        provider="google"
        ref={outer}
        style={{ color: 'red', margin: 1 }}
        title="ours"
      >
        <a className="own" href="#connect" ref={inner} style={{ color: 'blue' }} title="own">
          Connect a calendar
        </a>
      </ConnectButton>,
    )
    const link = screen.getByRole('link', { name: 'Connect a calendar' })
    expect(link).toHaveClass('own', 'ours')
    expect(link).not.toHaveClass('alter-button')
    expect(link).toHaveStyle({ color: 'rgb(0, 0, 255)', margin: '1px' })
    expect(link).toHaveAttribute('title', 'own')
    expect(outer).toHaveBeenLastCalledWith(link)
    expect(inner).toHaveBeenLastCalledWith(link)
  })

  test('asChild: the child’s own preventDefault() stops our handlers and the window', async () => {
    const onClick = vi.fn()
    show(
      <ConnectButton asChild provider="google" onClick={onClick}>
        <a href="#connect" onClick={(event) => event.preventDefault()}>
          Not now
        </a>
      </ConnectButton>,
    )
    await userEvent.click(screen.getByRole('link', { name: 'Not now' }))
    expect(onClick).not.toHaveBeenCalled()
    expect(stage.popups).toEqual([])
  })

  test('the refs of asChild are let go of in the way that each was made', () => {
    const held: (Element | null)[] = []
    const { unmount } = show(
      <ConnectButton asChild provider="google" ref={(node) => void held.push(node)}>
        <a href="#connect">Connect a calendar</a>
      </ConnectButton>,
    )
    unmount()
    expect(held.at(-1)).toBeNull()
  })

  test('asChild around something that is not an element is the plain button', () => {
    show(
      <ConnectButton asChild provider="google">
        one
      </ConnectButton>,
    )
    expect(button('one')).toHaveAttribute('type', 'button')
  })
})
