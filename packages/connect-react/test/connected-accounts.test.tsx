import { StrictMode } from 'react'
import { act, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import {
  AlterProvider,
  ConnectButton,
  ConnectedAccounts,
  type ConnectedAccountsProps,
} from '@alter/connect-react'
import { ConnectError, createConnect } from '@alter/connect'
import { CONNECT_ERROR_TEXTS } from '@alter/connect/texts/help-texts'
import { connection, grant, problem, providerInfo } from './backend.ts'
import { useStage } from './stage.tsx'

const stage = useStage()
const LIST = 'GET /api/alter/connections'

function show(props: ConnectedAccountsProps = {}): ReturnType<typeof render> {
  return render(
    <StrictMode>
      <AlterProvider>
        <ConnectedAccounts undoTime={0} {...props} />
      </AlterProvider>
    </StrictMode>,
  )
}

function button(name: RegExp | string): HTMLElement {
  return screen.getByRole('button', { name })
}
async function click(name: RegExp | string): Promise<void> {
  return userEvent.click(button(name))
}
/** What the live regions say. */
function spoken(): string[] {
  const texts = screen.getAllByRole('status').map(({ textContent }) => textContent)
  return texts.filter((text) => text !== '')
}
function google(): HTMLElement {
  return screen.getByRole('heading', { name: 'Google' }).closest('li')!
}
function question(): HTMLElement {
  return screen.getByRole('group', { name: 'Disconnect ada@work.example?' })
}
const DELETE_WORK = 'DELETE /api/alter/connections/grant%3Aada%40work.example'
/** Opens the menu of an account, and picks. */
async function pick(item: string, account: string): Promise<void> {
  await click(`More for ${account}`)
  await userEvent.click(await screen.findByRole('menuitem', { name: item }))
}
async function disconnectWork(): Promise<void> {
  await pick('Disconnect', 'ada@work.example')
  await userEvent.click(within(question()).getByRole('button', { name: 'Disconnect' }))
}

/** Answers a route when the test says so. */
function hold(route: string, answer: () => Response): () => void {
  const signal = new EventTarget()
  stage.backend.instead.set(
    route,
    () => new Promise((resolve) => signal.addEventListener('go', () => resolve(answer()))),
  )
  return () => void signal.dispatchEvent(new Event('go'))
}

function accounts(provider: string): Promise<HTMLElement> {
  return screen.findByRole('list', { name: provider })
}

describe('the list', () => {
  test('is a labelled region, busy while it loads, fetched once in Strict Mode', async () => {
    show()
    const region = screen.getByRole('region', { name: 'Connected accounts' })
    expect(region).toHaveAttribute('aria-busy', 'true')
    expect(screen.getByText('Loading connected accounts…')).toBeInTheDocument()
    expect(await screen.findByRole('heading', { name: 'Google' })).toBeVisible()
    expect(region).toHaveAttribute('aria-busy', 'false')
    expect(stage.backend.count(LIST)).toBe(1)
  })

  test('shows every provider with its accounts, when each was used, and the default among several', async () => {
    const lastHour = new Date(Date.now() - 3_700_000).toISOString()
    stage.backend.connections = [
      grant('ada@work.example', { is_default: true, account_display_name: 'Ada', last_used_at: lastHour }),
      grant('ada@home.example'),
    ]
    show()
    const [work, home] = within(await accounts('Google')).getAllByRole('listitem')
    expect(work).toHaveTextContent('ada@work.exampleDefault')
    expect(work).toHaveTextContent('Last used 1 hour ago')
    expect(home).toHaveTextContent('Not used yet')
    expect(home).not.toHaveTextContent('Default')
    expect(screen.getByText('Not connected')).toBeVisible()
    expect(button('Connect GitHub')).toBeVisible()
    expect(button('Add another Google')).toBeVisible()
  })

  test('lists the providers that it was given, in their order', async () => {
    show({ providers: ['github', 'google'] })
    await screen.findByRole('heading', { name: 'Google' })
    expect(screen.getAllByRole('heading').map((heading) => heading.textContent)).toEqual(['GitHub', 'Google'])
  })

  test('shows an account whose provider is no longer offered', async () => {
    stage.backend.connections = [grant('ada', { provider: 'slack', provider_name: 'Slack' })]
    show()
    expect(await accounts('Slack')).toHaveTextContent('ada')
  })

  test('says so when there is nothing to connect', async () => {
    stage.backend.providers = []
    show()
    expect(await screen.findByText('There is nothing to connect yet.')).toBeVisible()
  })
})

describe('failure', () => {
  test('says why, and tries again', async () => {
    stage.backend.instead.set(LIST, () => problem('rate_limited', 429))
    show()
    expect(await screen.findByRole('alert')).toHaveTextContent('Too many requests. Try again in a minute.')
    stage.backend.instead.clear()
    await click('Try again')
    expect(await screen.findByRole('heading', { name: 'Google' })).toBeVisible()
    expect(screen.getByRole('region')).toHaveFocus()
  })

  test.each(['user_token_required', 'invalid_user_token'] as const)(
    '14.5: %s says to sign in, and offers nothing that cannot help',
    async (code) => {
      stage.backend.instead.set(LIST, () => problem(code, 401))
      show()
      expect(await screen.findByRole('alert')).toHaveTextContent(/sign in/i)
      expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
    },
  )

  test.each([
    ['no answer', () => Promise.reject(new TypeError('failed')), 'No answer'],
    ['a login page', () => new Response('<!doctype html>'), 'Something went wrong'],
    ['another JSON', () => Response.json({ connections: [{ id: 1 }] }), 'Something went wrong'],
  ])('%s is put in words', async (_, answer, words) => {
    stage.backend.instead.set(LIST, answer)
    show()
    expect(await screen.findByRole('alert')).toHaveTextContent(words)
  })

  test.each<[string, object]>([
    ['created_at', { created_at: 'yesterday' }],
    ['created_at', { created_at: null }],
    ['last_used_at', { last_used_at: 'just now' }],
    ['expires_at', { expires_at: 'never' }],
    ['account_display_name', { account_display_name: { first: 'Ada' } }],
    ['scopes', { scopes: undefined }],
    ['scopes', { scopes: [7] }],
    ['missing_scopes', { missing_scopes: [null] }],
    ['delegations', { delegations: [{ delegation_id: 'd1' }] }],
    ['delegations', { delegations: {} }],
  ])('a %s that cannot be shown is told, and the page around stays: %o', async (_, changes) => {
    stage.backend.instead.set(LIST, () => Response.json({ connections: [{ ...grant('ada'), ...changes }] }))
    show()
    expect(await screen.findByRole('alert')).toHaveTextContent('Something went wrong')
  })

  test('null is as good as absent, as many backends write it', async () => {
    const absent = { account_display_name: null, expires_at: null, delegations: null, last_used_at: null }
    stage.backend.instead.set(LIST, () => Response.json({ connections: [{ ...grant('ada'), ...absent }] }))
    show()
    expect(await accounts('Google')).toHaveTextContent('ada')
    await click('More for ada')
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Details' }))
    expect(await screen.findByRole('dialog', { hidden: true })).not.toHaveTextContent('1970')
  })

  test('of a refresh keeps the list and says that it may be old', async () => {
    stage.backend.connections = [grant('ada@work.example')]
    show()
    await accounts('Google')
    stage.backend.instead.set(LIST, () => problem('internal_error', 500))
    act(() => void window.dispatchEvent(new Event('focus')))
    expect(await screen.findByRole('alert')).toBeVisible()
    expect(screen.getByText('ada@work.example')).toBeVisible()
  })

  test('of only the providers leaves the accounts usable', async () => {
    stage.backend.instead.set('GET /api/alter/providers', () => problem('internal_error', 500))
    stage.backend.connections = [grant('ada@work.example')]
    show()
    expect(await accounts('Google')).toHaveTextContent('ada@work.example')
  })
})

describe('refresh', () => {
  test('when the page is looked at again', async () => {
    show()
    await screen.findByRole('heading', { name: 'Google' })
    stage.backend.connections = [grant('ada@work.example')]
    act(() => void window.dispatchEvent(new Event('focus')))
    expect(await screen.findByText('ada@work.example')).toBeVisible()
  })

  test('when a flow succeeds, wherever it was started', async () => {
    render(
      <AlterProvider>
        <ConnectButton provider="google">Start</ConnectButton>
        <ConnectedAccounts />
      </AlterProvider>,
    )
    await screen.findByRole('heading', { name: 'Google' })
    await click('Start')
    const popup = await stage.popup()
    stage.backend.connections = [grant('ada@work.example')]
    await popup.succeed(connection('ada@work.example'))
    expect(await accounts('Google')).toHaveTextContent('ada@work.example')
  })

  test('when a flow succeeds after it had seemed to be left', async () => {
    const widget = createConnect({ session: () => '' })
    const on = vi.spyOn(widget, 'on')
    render(
      <AlterProvider connect={widget}>
        <ConnectedAccounts />
      </AlterProvider>,
    )
    await screen.findByRole('heading', { name: 'Google' })
    stage.backend.connections = [grant('ada@work.example')]
    for (const [event, tell] of on.mock.calls) {
      if (event === 'success')
        act(() => Reflect.apply(tell, undefined, [[connection('ada')], { late: true }]))
    }
    expect(await screen.findByText('ada@work.example')).toBeVisible()
  })

  test('when another tab has changed something, and tells other tabs of its own changes', async () => {
    const otherTab = new BroadcastChannel('alter:connections')
    try {
      show()
      await screen.findByRole('heading', { name: 'Google' })
      stage.backend.connections = [grant('ada@work.example')]
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
      otherTab.postMessage('changed')
      expect(await screen.findByText('ada@work.example')).toBeVisible()

      const received = new Promise((resolve) => otherTab.addEventListener('message', resolve, { once: true }))
      await disconnectWork()
      await received
    } finally {
      otherTab.close()
    }
  })

  test('when the browser is online again, which it says', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    stage.backend.instead.set(LIST, () => Promise.reject(new TypeError('Failed to fetch')))
    show()
    expect(await screen.findByRole('alert')).toHaveTextContent('You are offline.')
    stage.backend.instead.clear()
    act(() => void window.dispatchEvent(new Event('online')))
    expect(await screen.findByRole('heading', { name: 'Google' })).toBeVisible()
  })

  test('stops with the last list on the page', async () => {
    const { unmount } = show()
    await screen.findByRole('heading', { name: 'Google' })
    unmount()
    window.dispatchEvent(new Event('focus'))
    expect(stage.backend.count(LIST)).toBe(1)
  })
})

describe('connect', () => {
  test('an error is shown beside the provider until the next try', async () => {
    const onError = vi.fn()
    show({ onError })
    await screen.findByRole('heading', { name: 'Google' })
    await click('Connect Google')
    await (await stage.popup()).deny()
    await waitFor(() => expect(google()).toHaveTextContent('Access was not granted.'))
    expect(onError).toHaveBeenCalledTimes(1)
    // Heard once, and in the words that are shown.
    await waitFor(() => expect(spoken()).toEqual(['Access was not granted.']))
    await click('Connect Google')
    expect(google()).not.toHaveTextContent('Access was not granted.')
  })
})

test('a row of the app without a button of ours: the list says why connecting failed', async () => {
  const blocked = new ConnectError('popup_blocked')
  show({
    parts: {
      Provider: ({ callbacks }) => <button onClick={() => callbacks?.onError?.(blocked)}>Mine</button>,
    },
  })
  await waitFor(() => expect(screen.getAllByRole('button', { name: 'Mine' })).not.toHaveLength(0))
  await userEvent.click(screen.getAllByRole('button', { name: 'Mine' })[0]!)
  await waitFor(() => expect(spoken()).toEqual([CONNECT_ERROR_TEXTS.popup_blocked]))
})

describe('reconnect', () => {
  test.each([
    ['revoked', grant('ada', { status: 'revoked' }), 'Access was revoked.'],
    ['expired', grant('ada', { status: 'expired' }), 'Access has expired.'],
    ['broken', grant('ada', { status: 'broken' }), 'The connection was interrupted.'],
    [
      'scopes missing',
      grant('ada', { missing_scopes: ['https://www.googleapis.com/auth/gmail.readonly', 'email'] }),
      'Some permissions are missing: gmail.readonly and email.',
    ],
  ])('%s: says why, and asks for the same grant again', async (_, account, reason) => {
    stage.backend.connections = [account]
    show()
    expect(await accounts('Google')).toHaveTextContent(reason)
    await click('Reconnect ada')
    const popup = await stage.popup()
    const minted = stage.backend.seen.find(({ route }) => route.endsWith('/session'))
    expect(minted?.body).toEqual({ provider: 'google', grant_id: 'grant:ada', account_hint: 'ada' })

    await popup.succeed(connection('ada', { operation: 'reauth' }))
    await waitFor(() => expect(screen.queryByText(reason)).not.toBeInTheDocument())
    await waitFor(() => expect(button('More for ada')).toHaveFocus())
  })
})

test('missing scopes are named in the operator’s words, where there are any', async () => {
  stage.backend.providers = [providerInfo('google', { scope_labels: { 'cal.read': 'see your calendar' } })]
  stage.backend.connections = [grant('ada', { missing_scopes: ['cal.read'] })]
  show()
  expect(await accounts('Google')).toHaveTextContent('A permission is missing: see your calendar.')
})

test('every part can be replaced', async () => {
  stage.backend.providers = []
  show({ parts: { Empty: () => <p>Nothing at all</p>, Skeleton: ({ rows }) => <p>{rows} rows to come</p> } })
  expect(screen.getByText('2 rows to come')).toBeVisible()
  expect(await screen.findByText('Nothing at all')).toBeVisible()
})

describe('disconnect', () => {
  beforeEach(() => {
    stage.backend.connections = [grant('ada@work.example', { is_default: true }), grant('ada@home.example')]
  })

  test('asks first, with the focus on the harmless choice', async () => {
    show()
    await accounts('Google')
    await pick('Disconnect', 'ada@work.example')
    expect(question()).toHaveAccessibleDescription(/can no longer use/)
    expect(within(question()).getByRole('button', { name: 'Keep' })).toHaveFocus()
    expect(stage.backend.routes().some((route) => route.startsWith('DELETE'))).toBe(false)
  })

  test.each(['Keep', 'Escape'])('%s changes nothing and gives the focus back', async (way) => {
    show()
    await accounts('Google')
    await pick('Disconnect', 'ada@work.example')
    await (way === 'Keep' ? click('Keep') : userEvent.keyboard('{Escape}'))
    expect(button('More for ada@work.example')).toHaveFocus()
    expect(stage.backend.routes().some((route) => route.startsWith('DELETE'))).toBe(false)
  })

  test('confirmed: the account goes, it is announced, and the focus stays close', async () => {
    show()
    await accounts('Google')
    await pick('Disconnect', 'ada@work.example')
    await userEvent.click(within(question()).getByRole('button', { name: 'Disconnect' }))
    await waitFor(() => expect(screen.queryByText('ada@work.example')).not.toBeInTheDocument())
    const sent = stage.backend.seen.find(({ route }) => route.startsWith('DELETE'))
    expect(sent?.route).toBe('DELETE /api/alter/connections/grant%3Aada%40work.example')
    expect(sent?.headers.get('content-type')).toBe('application/json')
    expect(screen.getByText('Disconnected ada@work.example.')).toBeInTheDocument()
    await waitFor(() => expect(button('Add another Google')).toHaveFocus())
  })

  test('15.6 the list does not take a focus that was lost elsewhere on the page', async () => {
    const view = show()
    await accounts('Google')
    await pick('Disconnect', 'ada@work.example')
    // To the address bar, and from there to the page around the list.
    within(question()).getByRole('button', { name: 'Keep' }).blur()
    const around = document.body.appendChild(document.createElement('button'))
    around.focus()
    around.remove()
    view.rerender(
      <StrictMode>
        <AlterProvider>
          <ConnectedAccounts undoTime={0} className="drawn-anew" />
        </AlterProvider>
      </StrictMode>,
    )
    expect(document.body).toHaveFocus()
  })

  test.each([
    ['not_supported', 'https://myaccount.google.com/connections'],
    ['failed', undefined],
    ['failed', 'javascript:alert(1)'],
  ])(
    '12.23: %s by the provider: the list says so, with the way to end it there',
    async (said, manage_url) => {
      stage.backend.instead.set(DELETE_WORK, () => {
        stage.backend.connections = [grant('ada@home.example')]
        return Response.json({ grant_id: 'g1', revoked_at: '', provider_revocation: said, manage_url })
      })
      show()
      await accounts('Google')
      await disconnectWork()
      await waitFor(() =>
        expect(google()).toHaveTextContent('Google may still list this app among those with access.'),
      )
      expect(screen.getByText(/^Disconnected ada@work.example. Google may still list/)).toBeInTheDocument()
      const link = within(google()).queryByRole('link', { name: 'End it at Google' })
      if (!manage_url?.startsWith('https:')) return expect(link).toBeNull()
      expect(link).toHaveAttribute('href', manage_url)
      expect(link).toHaveAttribute('rel', 'noopener noreferrer')
    },
  )

  test('15 leftovers: remaining access at the provider is shown, even when its row went with its last account', async () => {
    stage.backend.providers = []
    stage.backend.instead.set(DELETE_WORK, () => {
      stage.backend.connections = []
      return Response.json({
        provider_revocation: 'not_supported',
        manage_url: 'https://google.example/apps',
      })
    })
    stage.backend.connections = [grant('ada@work.example')]
    show()
    await screen.findByText('ada@work.example')
    await disconnectWork()
    expect(await screen.findByText('There is nothing to connect yet.')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'End it at Google' })).toHaveAttribute(
      'href',
      'https://google.example/apps',
    )
  })

  test('12.23: done by the provider: nothing more is said', async () => {
    stage.backend.instead.set(DELETE_WORK, () => {
      stage.backend.connections = [grant('ada@home.example')]
      return Response.json({ provider_revocation: 'done', manage_url: 'https://google.example' })
    })
    show()
    await accounts('Google')
    await disconnectWork()
    await waitFor(() => expect(screen.getByText('Disconnected ada@work.example.')).toBeInTheDocument())
    expect(google()).not.toHaveTextContent('may still list')
  })

  test('15.6 confirmed: it is shown as done only after the answer of the backend', async () => {
    const answer = hold(DELETE_WORK, () => Response.json({}))
    show()
    await accounts('Google')
    await disconnectWork()
    expect(await screen.findByText('Disconnecting…')).toBeVisible()
    expect(screen.getByText('ada@work.example')).toBeVisible()
    expect(screen.queryByText('Disconnected ada@work.example.')).not.toBeInTheDocument()
    stage.backend.connections = [grant('ada@home.example')]
    act(() => answer())
    await waitFor(() => expect(screen.getByText('Disconnected ada@work.example.')).toBeInTheDocument())
    expect(screen.queryByText('ada@work.example')).not.toBeInTheDocument()
  })

  test('confirmed, and still listed by the backend: it offers to reconnect and to remove it', async () => {
    stage.backend.instead.set(DELETE_WORK, () => {
      stage.backend.connections = [
        grant('ada@work.example', { status: 'revoked' }),
        grant('ada@home.example'),
      ]
      return Response.json({})
    })
    show()
    await accounts('Google')
    await disconnectWork()
    expect(await screen.findByRole('button', { name: 'Reconnect ada@work.example' })).toBeVisible()
    const [work] = within(await accounts('Google')).getAllByRole('listitem')
    expect(work).toHaveTextContent('Access was revoked.')
    await click('More for ada@work.example')
    const items = await screen.findAllByRole('menuitem')
    expect(items.map((item) => item.textContent)).toEqual(['Details', 'Remove'])
    expect(screen.queryByText('Default')).not.toBeInTheDocument()
  })

  test('failed: the account stays in its place, and the provider says why', async () => {
    const answer = hold(DELETE_WORK, () => problem('rate_limited', 429))
    show()
    await accounts('Google')
    await disconnectWork()
    expect(await screen.findByText('Disconnecting…')).toBeVisible()
    act(() => answer())
    await waitFor(() => expect(google()).toHaveTextContent('ada@work.example is still connected.'))
    const labels = within(await accounts('Google')).getAllByRole('listitem')
    expect(labels[0]).toHaveTextContent('ada@work.example')
    expect(google()).toHaveTextContent('ada@work.example is still connected. Too many requests.')
    expect(screen.getByRole('region').contains(document.activeElement)).toBe(true)
  })
})

describe('the default account', () => {
  beforeEach(() => {
    stage.backend.connections = [
      grant('ada@work.example', { is_default: true }),
      grant('ada@home.example'),
      grant('ada-git', { provider: 'github', provider_name: 'GitHub', is_default: true }),
      grant('ada-hub', { provider: 'github', provider_name: 'GitHub' }),
    ]
  })

  test('of one provider is changed at once, and the default of another provider stays', async () => {
    const answer = hold('PUT /api/alter/connections/grant%3Aada%40home.example/default', () =>
      Response.json({}),
    )
    show()
    await accounts('Google')
    await pick('Make default', 'ada@home.example')
    const [work, home] = within(await accounts('Google')).getAllByRole('listitem')
    expect(home).toHaveTextContent('ada@home.exampleDefault')
    expect(work).not.toHaveTextContent('ada@work.exampleDefault')
    expect(await accounts('GitHub')).toHaveTextContent('ada-gitDefault')
    act(() => answer())
  })

  test('is back with the account that had it where the change fails', async () => {
    stage.backend.instead.set('PUT /api/alter/connections/grant%3Aada%40home.example/default', () =>
      problem('internal_error', 500),
    )
    show()
    await accounts('Google')
    await pick('Make default', 'ada@home.example')
    await waitFor(() => expect(google()).toHaveTextContent('ada@home.example was not made the default.'))
    const [work] = within(await accounts('Google')).getAllByRole('listitem')
    expect(work).toHaveTextContent('ada@work.exampleDefault')
  })

  test('makes another account the default', async () => {
    show()
    await accounts('Google')
    await pick('Make default', 'ada@home.example')
    const [, home] = within(await accounts('Google')).getAllByRole('listitem')
    expect(home).toHaveTextContent('ada@home.exampleDefault')
    expect(await screen.findByText('ada@home.example is now the default.')).toBeInTheDocument()
    expect(button('More for ada@home.example')).toHaveFocus()
  })
})
