import { type ReactElement, useState } from 'react'
import { act, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, test } from 'vitest'
import { type AlterFetchInit, AlterProvider, useAlterFetch } from '@alter/connect-react'
import { connection, grant, problem, providerInfo } from './backend.ts'
import type { Problem } from '@alter/protocol'
import { useStage } from './stage.tsx'

const stage = useStage()
const EVENTS = 'GET /api/events'
const accounts = [
  { grant_id: '1', account_identifier: 'ada@work.example' },
  { grant_id: '2', account_identifier: 'zoë@home.example' },
]

/** An app whose button makes `calls` calls at once, and shows their statuses. */
function Calls({ calls = 1, path = '/api/events', ...init }: AlterFetchInit & CallsProps): ReactElement {
  const alterFetch = useAlterFetch()
  const [statuses, setStatuses] = useState<number[]>()
  async function call(): Promise<void> {
    const responses = await Promise.all(Array.from({ length: calls }, () => alterFetch(path, init)))
    setStatuses(responses.map(({ status }) => status))
  }
  return (
    <>
      <button type="button" onClick={() => void call()}>
        Call
      </button>
      <output>{statuses?.join(' ') ?? 'waiting'}</output>
    </>
  )
}

interface CallsProps {
  calls?: number
  path?: string
}

function show(props: AlterFetchInit & CallsProps = {}): ReturnType<typeof render> {
  return render(
    <AlterProvider>
      <Calls {...props} />
    </AlterProvider>,
  )
}

/** The backend refuses until it is repaired. */
function refuse(code: Problem['code'], status: number, details: Partial<Problem> = {}): void {
  for (const route of [EVENTS, 'POST /api/events']) {
    stage.backend.instead.set(route, () => problem(code, status, { provider: 'google', ...details }))
  }
}

function repair(): void {
  for (const route of [EVENTS, 'POST /api/events']) stage.backend.instead.set(route, () => Response.json({}))
}
function call(): Promise<void> {
  return userEvent.click(screen.getByRole('button', { name: 'Call' }))
}
function dialog(name: RegExp | string): Promise<HTMLElement> {
  return screen.findByRole('dialog', { name })
}

describe.each([
  ['grant_not_found', 404, {}, 'Connect Google to continue.', 'Connect Google'],
  [
    'no_delegated_grant',
    404,
    { agent: { agent_id: 'agent-research-bot', name: 'research-bot', display_name: 'Research bot' } },
    'Connect Google to continue.',
    'Connect Google',
  ],
  ['grant_revoked', 410, { grant_id: 'g1' }, /Google: access was revoked/, 'Reconnect Google'],
  ['credential_revoked', 410, { grant_id: 'g1' }, /Google: access was revoked/, 'Reconnect Google'],
  ['grant_expired', 410, { grant_id: 'g1' }, /Google: access has expired/, 'Reconnect Google'],
  [
    'scope_reauth_required',
    403,
    { grant_id: 'g1', missing_scopes: ['cal.read'] },
    'One more permission is needed: see your calendar.',
    'Reconnect Google',
  ],
] as const)('%s', (code, status, details, question, name) => {
  test('shows a dialog whose button repairs it; the GET is then repeated', async () => {
    stage.backend.providers = [providerInfo('google', { scope_labels: { 'cal.read': 'see your calendar' } })]
    stage.backend.connections = [grant('ada@work.example', { grant_id: 'g1' })]
    refuse(code, status, {
      ...details,
      missing_scopes: [...('missing_scopes' in details ? details.missing_scopes : [])],
    })
    show()
    await call()
    const box = await dialog(question)
    expect(stage.popups).toHaveLength(0)
    await userEvent.click(within(box).getByRole('button', { name }))
    const popup = await stage.popup()
    const minted = stage.backend.seen.find(({ route }) => route.endsWith('/session'))
    expect(minted?.body).toEqual({
      provider: 'google',
      ...('grant_id' in details ? { grant_id: details.grant_id } : {}),
      ...('agent' in details ? { agent: details.agent.name } : {}),
    })
    repair()
    await popup.succeed(connection('ada@work.example'))
    await waitFor(() => expect(output()).toHaveTextContent('200'))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(stage.backend.count(EVENTS)).toBe(2)
  })
})

describe('approval_required', () => {
  const approval = { approval_id: 'ap-1', approval_url: 'https://vault.example/wallet/approvals/ap-1' }

  test('opens the page for the user’s yes; after that, the first answer is returned and nothing is repeated', async () => {
    refuse('approval_required', 202, approval)
    show({ method: 'POST', repeat: true })
    await call()
    const box = await dialog('Your yes is needed before this is sent to Google.')
    const link = within(box).getByRole('link', { name: 'Review the request' })
    expect(link).toHaveAttribute('href', approval.approval_url)
    expect(stage.popups).toHaveLength(0)
    await userEvent.click(link)
    expect(stage.popups).toHaveLength(1)
    // A second click is no second window.
    await userEvent.click(link)
    expect(stage.popups).toHaveLength(1)
    stage.popups[0]?.close()
    await waitFor(() => expect(output()).toHaveTextContent('202'))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(stage.backend.count('POST /api/events')).toBe(1)
  })

  test('two calls that wait for two yeses ask twice', async () => {
    let count = 0
    stage.backend.instead.set(EVENTS, () => {
      count += 1
      return problem('approval_required', 202, {
        provider: 'google',
        ...approval,
        approval_id: `ap-${count}`,
      })
    })
    show({ calls: 2 })
    await call()
    for (let asked = 0; asked < 2; asked += 1) {
      const box = await dialog(/Your yes is needed/)
      await userEvent.click(within(box).getByRole('button', { name: 'Not now' }))
    }
    await waitFor(() => expect(output()).toHaveTextContent('202 202'))
  })

  test.each([
    ['the operator is asked', undefined],
    ['the address is none of the web', 'javascript:alert(1)'],
  ])('if %s, there is nothing to open', async (_, approval_url) => {
    refuse('approval_required', 202, {
      approval_id: 'ap-1',
      ...(approval_url !== undefined && { approval_url }),
    })
    show()
    await call()
    const box = await dialog('An administrator must approve this before it is sent to Google.')
    expect(within(box).queryByRole('link')).not.toBeInTheDocument()
    await userEvent.click(within(box).getByRole('button', { name: 'Not now' }))
    await waitFor(() => expect(output()).toHaveTextContent('202'))
  })

  test('a 202 that does not come from the vault is returned unchanged', async () => {
    stage.backend.instead.set(EVENTS, () =>
      Response.json({ code: 'approval_required', ...approval }, { status: 202 }),
    )
    show()
    await call()
    await waitFor(() => expect(output()).toHaveTextContent('202'))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })
})

describe('ambiguous_grant', () => {
  test('lets the user pick; the GET is repeated with the choice', async () => {
    refuse('ambiguous_grant', 409, { accounts })
    show()
    await call()
    const box = await dialog('Which Google account?')
    repair()
    await userEvent.click(within(box).getByRole('button', { name: /zoë/ }))
    await waitFor(() => expect(output()).toHaveTextContent('200'))
    const [first, second] = stage.backend.seen.filter(({ route }) => route === EVENTS)
    expect(first?.headers.has('x-alter-account')).toBe(false)
    expect(decodeURIComponent(second?.headers.get('x-alter-account') ?? '')).toBe('zoë@home.example')
  })

  test('several calls at once ask once, and all get the choice', async () => {
    refuse('ambiguous_grant', 409, { accounts })
    show({ calls: 3 })
    await call()
    const box = await dialog('Which Google account?')
    repair()
    await userEvent.click(within(box).getByRole('button', { name: /ada/ }))
    await waitFor(() => expect(output()).toHaveTextContent('200 200 200'))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(stage.backend.count(EVENTS)).toBe(6)
  })
})

test('a POST is repeated only where the app says so, with its body', async () => {
  refuse('ambiguous_grant', 409, { accounts })
  const { unmount } = show({ method: 'POST', body: 'hello' })
  await call()
  await userEvent.click(within(await dialog(/Which/)).getByRole('button', { name: /ada/ }))
  await waitFor(() => expect(output()).toHaveTextContent('409'))
  expect(stage.backend.count('POST /api/events')).toBe(1)
  unmount()

  show({ method: 'POST', body: 'hello', repeat: true })
  await call()
  repair()
  await userEvent.click(within(await dialog(/Which/)).getByRole('button', { name: /ada/ }))
  await waitFor(() => expect(output()).toHaveTextContent('200'))
  expect(stage.backend.seen.at(-1)).toMatchObject({ route: 'POST /api/events', body: 'hello' })
})

test('Not now gives the app the answer that there was, still unread', async () => {
  refuse('grant_not_found', 404)
  show()
  await call()
  await userEvent.click(within(await dialog(/Connect/)).getByRole('button', { name: 'Not now' }))
  await waitFor(() => expect(output()).toHaveTextContent('404'))
  expect(stage.backend.count(EVENTS)).toBe(1)
})

test('a repeated call that fails again is not repeated once more', async () => {
  refuse('ambiguous_grant', 409, { accounts })
  show()
  await call()
  await userEvent.click(within(await dialog(/Which/)).getByRole('button', { name: /ada/ }))
  await waitFor(() => expect(output()).toHaveTextContent('409'))
  expect(stage.backend.count(EVENTS)).toBe(2)
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
})

test.each([
  ['a policy that says no', () => problem('policy_violation', 403)],
  ['an error page', () => new Response('grant_not_found', { status: 500 })],
  ['a success that names a code', () => Response.json({ code: 'grant_not_found' })],
])('%s asks nothing', async (_, answer) => {
  stage.backend.instead.set(EVENTS, answer)
  show()
  await call()
  await waitFor(() => expect(output()).not.toHaveTextContent('waiting'))
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
})

test('the dialog goes with the component that called', async () => {
  refuse('grant_not_found', 404)
  const { unmount } = show()
  await call()
  await dialog(/Connect/)
  act(() => unmount())
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
})

test('a question that is open outlives a component whose own was answered', async () => {
  refuse('grant_not_found', 404)
  const { rerender } = render(<Two first />)
  const [first, second] = screen.getAllByRole('button', { name: 'Call' })
  await userEvent.click(first!)
  await userEvent.click(within(await dialog(/Connect/)).getByRole('button', { name: 'Not now' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())

  await userEvent.click(second!)
  await dialog(/Connect/)
  rerender(<Two first={false} />)
  await userEvent.click(second!)
  await waitFor(() => expect(stage.backend.count(EVENTS)).toBe(3))
  expect(screen.getAllByRole('dialog')).toHaveLength(1)
})

function Two({ first }: { first: boolean }): ReactElement {
  return (
    <AlterProvider>
      {first && <Calls key="first" />}
      <Calls key="second" />
    </AlterProvider>
  )
}

function output(): HTMLElement {
  return document.querySelector('output')!
}
