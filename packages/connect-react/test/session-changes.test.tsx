import { act, render, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { AlterProvider, ConnectButton, ConnectedAccounts, useAlterFetch } from '@alter/connect-react'
import { grant, problem } from './backend.ts'
import { useStage } from './stage.tsx'

const LIST = 'GET /api/alter/connections'
const stage = useStage()
afterEach(() => vi.restoreAllMocks())

function page(userKey: string) {
  return (
    <AlterProvider userKey={userKey}>
      <ConnectedAccounts />
    </AlterProvider>
  )
}

describe('14.9 another user signs in without a reload', () => {
  test('the list never shows the accounts of the former one', async () => {
    stage.backend.connections = [grant('ada@work.example')]
    const { rerender } = render(page('ada'))
    expect(await screen.findByText('ada@work.example')).toBeVisible()
    stage.backend.connections = [grant('grace@navy.example')]
    rerender(page('grace'))
    expect(screen.queryByText('ada@work.example')).toBeNull()
    expect(await screen.findByText('grace@navy.example')).toBeVisible()
  })

  test('a list on its way for the former one is dropped', async () => {
    const late: ((response: Response) => void)[] = []
    stage.backend.instead.set(LIST, () => new Promise((resolve) => late.push(resolve)))
    const { rerender } = render(page('ada'))
    await waitFor(() => expect(stage.backend.count(LIST)).toBe(1))
    stage.backend.instead.clear()
    stage.backend.connections = [grant('grace@navy.example')]
    rerender(page('grace'))
    expect(await screen.findByText('grace@navy.example')).toBeVisible()
    await act(async () => late[0]?.(Response.json({ connections: [grant('ada@work.example')] })))
    expect(screen.queryByText('ada@work.example')).toBeNull()
    expect(screen.getByText('grace@navy.example')).toBeVisible()
  })

  test('a backend without a signed-in user ends the list, even without userKey', async () => {
    stage.backend.connections = [grant('ada@work.example')]
    render(<ConnectedAccounts />)
    expect(await screen.findByText('ada@work.example')).toBeVisible()
    stage.backend.instead.set(LIST, () => problem('user_token_required', 401))
    act(() => void window.dispatchEvent(new Event('focus')))
    expect(await screen.findByRole('alert')).toHaveTextContent('Sign in to see your connected accounts.')
    expect(screen.queryByText('ada@work.example')).toBeNull()
  })
})

test('14.9 credentials of the provider go with every call', async () => {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({ connections: [], providers: [] }))
  render(
    <AlterProvider basePath="https://api.example.com/api/alter" credentials="include" fetch={fetch}>
      <ConnectedAccounts />
    </AlterProvider>,
  )
  await waitFor(() => expect(fetch.mock.calls.length).toBeGreaterThanOrEqual(2))
  for (const [, init] of fetch.mock.calls) expect(init).toMatchObject({ credentials: 'include' })
})

/** An app's own component, which calls its backend. */
function Caller() {
  const alterFetch = useAlterFetch()
  return <button onClick={() => void alterFetch('/api/events')}>Use</button>
}

test('14.5: "Not used yet" goes once a call of the app has used the account', async () => {
  stage.backend.connections = [grant('ada@work.example')]
  render(
    <>
      <ConnectedAccounts />
      <Caller />
    </>,
  )
  expect(await screen.findByText('Not used yet')).toBeVisible()
  stage.backend.instead.set('GET /api/events', () => Response.json({}))
  stage.backend.connections = [grant('ada@work.example', { last_used_at: new Date().toISOString() })]
  act(() => screen.getByRole('button', { name: 'Use' }).click())
  await waitFor(() => expect(screen.queryByText('Not used yet')).toBeNull())
})

/** What the console of a developer shows of a page on an origin that is not listed. */
async function lines(debug?: boolean): Promise<string[]> {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  const detail = `http://localhost is not among the origins: ${Math.random()}`
  stage.backend.instead.set('POST /api/alter/session', () => problem('origin_not_allowed', 403, { detail }))
  render(
    <AlterProvider debug={debug}>
      <ConnectButton provider="google" />
    </AlterProvider>,
  )
  act(() => screen.getByRole('button').click())
  expect(await screen.findByRole('button', { name: 'Could not start' })).toBeVisible()
  await vi.dynamicImportSettled()
  return warn.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('origin'))
}

describe('14.4 a developer reads one line for a mistake', () => {
  test('in development, with what to do about it', async () => {
    expect(await lines()).toEqual([
      expect.stringMatching(/^\[alter\] http:\/\/localhost is not among .* Add the origin/),
    ])
  })

  test('says nothing in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    expect(await lines()).toEqual([])
    vi.unstubAllEnvs()
  })

  test('nor where debug is false', async () => {
    expect(await lines(false)).toEqual([])
  })

  test('says nothing about decisions of users', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    render(
      <AlterProvider>
        <ConnectButton provider="google" />
      </AlterProvider>,
    )
    act(() => screen.getByRole('button').click())
    await (await stage.popup()).deny()
    expect(await screen.findByText('Access was not granted.')).toBeVisible()
    await vi.dynamicImportSettled()
    expect(warn.mock.calls).toEqual([])
  })
})

test('14.5: a button whose logo is not to be had has no empty box', async () => {
  stage.backend.instead.set('GET /api/alter/providers', () => problem('user_token_required', 401))
  const { container } = render(
    <AlterProvider>
      <ConnectButton provider="google" />
    </AlterProvider>,
  )
  expect(container.querySelector('img')).not.toBeNull()
  await waitFor(() => expect(container.querySelector('img')).toBeNull())
})
