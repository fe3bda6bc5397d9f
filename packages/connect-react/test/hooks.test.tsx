import { Profiler, type ReactElement, type ReactNode, StrictMode } from 'react'
import { act, render, renderHook, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { createConnect } from '@alter/connect'
import { describe, expect, test, vi } from 'vitest'
import {
  AlterProvider,
  ConnectButton,
  type Outcome,
  RequestError,
  useConnect,
  useConnections,
  useProviders,
} from '@alter/connect-react'
import { VAULT, connection, grant, mint, problem } from './backend.ts'
import { useStage } from './stage.tsx'

const stage = useStage()

function wrapper({ children }: { children: ReactNode }): ReactElement {
  return (
    <StrictMode>
      <AlterProvider>{children}</AlterProvider>
    </StrictMode>
  )
}

function Elsewhere({ fetch }: { fetch: typeof globalThis.fetch }): ReactElement {
  return (
    <AlterProvider basePath="/accounts/" fetch={fetch}>
      <ConnectButton provider="google" />
    </AlterProvider>
  )
}

/** A call in a click, and what becomes of it. */
function started(call: () => Promise<Outcome>): Promise<Outcome> {
  return new Promise((resolve) => act(() => void call().then(resolve)))
}

test('useProviders: a late answer of the backend before does not replace that of the backend now', async () => {
  const late = problem('internal_error', 500)
  const events = new EventTarget()
  stage.backend.instead.set(
    'GET /before/providers',
    () => new Promise((resolve) => events.addEventListener('answer', () => resolve(late))),
  )
  let basePath = '/before'
  function Moving({ children }: { children: ReactNode }): ReactElement {
    return <AlterProvider basePath={basePath}>{children}</AlterProvider>
  }
  const { result, rerender } = renderHook(() => useProviders(), { wrapper: Moving })
  await waitFor(() => expect(stage.backend.count('GET /before/providers')).toBe(1))
  basePath = '/api/alter'
  rerender()
  await waitFor(() => expect(result.current[0].status).toBe('ready'))
  events.dispatchEvent(new Event('answer'))
  await waitFor(() => expect(late.bodyUsed).toBe(true))
  await act(() => Promise.resolve())
  expect(result.current[0].status).toBe('ready')
})

describe('useConnect', () => {
  test.each([[null], ['google']])('14.4 useConnect(%j) says what to write', (options) => {
    const logged = vi.spyOn(console, 'error').mockReturnValue()
    expect(() => renderHook(() => Reflect.apply(useConnect, undefined, [options]), { wrapper })).toThrow(
      "useConnect takes an object: useConnect({ provider: 'google' }).",
    )
    logged.mockRestore()
  })

  test('says how the flow ended', async () => {
    const { result } = renderHook(() => useConnect(), { wrapper })
    act(() => void result.current.connect({ provider: 'google' }))
    expect(result.current.state).toMatchObject({ status: 'opening', provider: 'google' })
    await (await stage.popup()).succeed(connection('ada'))
    expect(result.current.state).toMatchObject({ status: 'connected', connections: [connection('ada')] })
  })

  test('connect() resolves with the connections', async () => {
    const { result } = renderHook(() => useConnect(), { wrapper })
    const outcome = started(() => result.current.connect({ provider: 'google' }))
    await (await stage.popup()).succeed(connection('ada'))
    expect(await outcome).toEqual({ status: 'connected', connections: [connection('ada')] })
  })

  test('connect() resolves with the exit, which is not an error', async () => {
    const { result } = renderHook(() => useConnect(), { wrapper })
    const outcome = started(() => result.current.connect({ provider: 'google' }))
    await (await stage.popup()).arrive()
    act(() => result.current.close())
    expect(await outcome).toEqual({ status: 'exit', reason: 'cancelled', certain: true })
  })

  test('connect() never rejects: denied, blocked and unmounted arrive as errors', async () => {
    const { result, unmount } = renderHook(() => useConnect(), { wrapper })
    const denied = started(() => result.current.connect({ provider: 'google' }))
    await (await stage.popup()).deny()
    expect(await denied).toMatchObject({ status: 'error', error: { code: 'access_denied' } })

    stage.blocking = true
    const blocked = await started(() => result.current.connect({ provider: 'google' }))
    expect(blocked).toMatchObject({ status: 'error', error: { code: 'popup_blocked' } })

    stage.blocking = false
    const left = started(() => result.current.connect({ provider: 'google' }))
    unmount()
    expect(await left).toMatchObject({ status: 'error', error: { code: 'aborted' } })
  })

  test('connect() of a press that joins has the outcome of the flow', async () => {
    const { result } = renderHook(() => useConnect(), { wrapper })
    const { connect } = result.current
    const outcomes = Promise.all([started(connect), started(connect)])
    const popup = await stage.popup()
    expect(stage.popups).toHaveLength(1)
    await popup.succeed(connection('ada'))
    expect((await outcomes).map(({ status }) => status)).toEqual(['connected', 'connected'])
  })

  test('close() ends only its own flow', async () => {
    const { result } = renderHook(() => ({ one: useConnect(), other: useConnect() }), { wrapper })
    act(() => void result.current.one.connect({ provider: 'google' }))
    const popup = await stage.popup()
    act(() => result.current.other.close())
    expect(popup.closed).toBe(false)
    act(() => result.current.one.close())
    expect(popup.closed).toBe(true)
    expect(result.current.one.state).toMatchObject({ status: 'exit', reason: 'cancelled' })
  })

  test('retry() of a blocked window makes the same call again', async () => {
    const onSuccess = vi.fn()
    const onError = vi.fn()
    const { result } = renderHook(() => useConnect({ onError, onSuccess }), { wrapper })
    stage.blocking = true
    await act(async () => result.current.connect({ provider: 'google' }))
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'popup_blocked' }))

    stage.blocking = false
    const { state } = result.current
    act(() => void (state.status === 'blocked' && state.retry()))
    await (await stage.popup()).succeed(connection('ada'))
    expect(onSuccess).toHaveBeenCalledTimes(1)
    expect(onError).toHaveBeenCalledTimes(1)
  })

  test('keeps its functions from render to render', () => {
    const { result, rerender } = renderHook(() => useConnect({ onSuccess: () => {} }), { wrapper })
    const { connect, close } = result.current
    rerender()
    expect(result.current.connect).toBe(connect)
    expect(result.current.close).toBe(close)
  })
})

describe('useConnections', () => {
  test('goes from loading to ready, and changes with what is done', async () => {
    stage.backend.connections = [grant('ada'), grant('bob')]
    const { result } = renderHook(() => useConnections(), { wrapper })
    expect(result.current.status).toBe('loading')
    await waitFor(() => expect(result.current.status).toBe('ready'))
    await act(() => result.current.disconnect('grant:ada'))
    expect(result.current).toMatchObject({ status: 'ready', connections: [{ account_identifier: 'bob' }] })
    await act(() => result.current.setDefault('grant:bob'))
    expect(result.current).toMatchObject({ status: 'ready', connections: [{ is_default: true }] })
  })

  test('a change that fails rejects with the code, and the list is asked for again', async () => {
    stage.backend.connections = [grant('ada')]
    const { result } = renderHook(() => useConnections(), { wrapper })
    await waitFor(() => expect(result.current.status).toBe('ready'))
    stage.backend.connections = []
    stage.backend.instead.set('DELETE /api/alter/connections/gone', () => problem('grant_not_found', 404))
    const failure = await act(() => result.current.disconnect('gone').catch((error: unknown) => error))
    expect(failure).toBeInstanceOf(RequestError)
    expect(failure).toMatchObject({ code: 'grant_not_found', status: 404 })
    expect(result.current).toMatchObject({ status: 'ready', connections: [] })
  })

  test('is one list for all that show it', async () => {
    const { result } = renderHook(() => [useConnections(), useConnections()], { wrapper })
    await waitFor(() => expect(result.current.map(({ status }) => status)).toEqual(['ready', 'ready']))
    expect(stage.backend.count('GET /api/alter/connections')).toBe(1)
  })
})

describe('AlterProvider', () => {
  test('is not needed', async () => {
    render(
      <>
        <ConnectButton provider="google" />
        <ConnectButton provider="github" />
      </>,
    )
    await userEvent.click(screen.getByRole('button', { name: 'Connect Google' }))
    const popup = await stage.popup()
    await popup.succeed(connection('ada'))
    expect(await screen.findByRole('button', { name: 'Google connected' })).toBeVisible()
  })

  test('takes another path and another fetch, the last one it was given', async () => {
    const first = vi.fn<typeof fetch>(async () => Response.json({ providers: [] }))
    const last = vi.fn<typeof fetch>(async () => Response.json({ providers: [] }))
    const { rerender } = render(<Elsewhere fetch={first} />)
    await waitFor(() => expect(first.mock.calls[0]?.[0]).toBe('/accounts/providers'))
    rerender(<Elsewhere fetch={last} />)
    await userEvent.click(screen.getByRole('button', { name: 'Connect Google' }))
    await waitFor(() => expect(last).toHaveBeenCalledWith('/accounts/session', expect.anything()))
  })

  test('takes a widget of your own, with its own sessions', async () => {
    const { session_token: token } = mint('google')
    const session = vi.fn(() => token)
    const connect = createConnect({ baseURL: VAULT, session })
    render(
      <AlterProvider connect={connect}>
        <ConnectButton provider="google" />
      </AlterProvider>,
    )
    await userEvent.click(screen.getByRole('button', { name: 'Connect Google' }))
    expect((await stage.popup()).url).toBe(`${VAULT}/sdk/oauth/connect#session=${token}`)
    expect(stage.backend.count('POST /api/alter/session')).toBe(0)
  })
})

test('a flow renders only its own button again', async () => {
  const renders = new Map<string, number>()
  const many = ['google', ...Array.from({ length: 999 }, (_, index) => `p${index}`)]
  render(
    <AlterProvider>
      {many.map((id) => (
        <Profiler id={id} key={id} onRender={() => renders.set(id, (renders.get(id) ?? 0) + 1)}>
          <ConnectButton provider={id}>{id}</ConnectButton>
        </Profiler>
      ))}
    </AlterProvider>,
  )
  renders.clear()
  await userEvent.click(screen.getByRole('button', { name: 'google' }))
  await (await stage.popup()).succeed(connection('ada'))
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'google' })).toHaveAttribute('data-status', 'connected'),
  )
  expect([...renders.keys()]).toEqual(['google'])
})
