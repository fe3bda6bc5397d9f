import { render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import {
  AccountItem,
  AlterProvider,
  ConnectButton,
  ConnectedAccounts,
  type ConnectedAccountsProps,
} from '@alter/connect-react'
import { de } from '@alter/connect-react/de'
import type { Delegation } from '@alter/protocol'
import { describe, expect, onTestFinished, test } from 'vitest'
import { grant, problem } from './backend.ts'
import { useStage } from './stage.tsx'

type OnRejection = (reason: unknown) => void

/** Of Node, where the tests run. */
declare const process: {
  listeners: (event: 'unhandledRejection') => OnRejection[]
  removeAllListeners: (event: 'unhandledRejection') => void
  on: (event: 'unhandledRejection', listener: OnRejection) => void
}

const stage = useStage()
const REMOVE = 'DELETE /api/alter/connections/grant%3Aada/agents/agent-scout'

function delegation(name: string, rest: Partial<Delegation> = {}): Delegation {
  return {
    delegation_id: `delegation-${name}`,
    grant_id: 'grant:ada',
    provider: 'google',
    agent: { agent_id: `agent-${name}`, name, display_name: name === 'scout' ? 'Scout' : name },
    rules: [],
    created_at: '2026-11-01T10:00:00.000Z',
    last_used_at: null,
    ...rest,
  }
}

function show(props: ConnectedAccountsProps = {}, texts = {}): void {
  render(
    <AlterProvider texts={texts}>
      <ConnectedAccounts {...props} />
    </AlterProvider>,
  )
}

function agents(): Promise<HTMLElement> {
  return screen.findByRole('list', { name: 'Agents that may use it' })
}

describe('16.3 the agents below an account', () => {
  test('are listed with the day on which their access ends; an account without agents has no list', async () => {
    const expires_at = '2126-12-30T10:00:00.000Z'
    stage.backend.connections = [
      grant('ada', { delegations: [delegation('scout', { expires_at }), delegation('<b>bot</b>')] }),
      grant('bob', { delegations: [] }),
    ]
    show()
    const items = within(await agents()).getAllByRole('listitem')
    expect(items.map(({ textContent }) => textContent)).toEqual([
      'ScoutUntil December 30, 2126Remove',
      '<b>bot</b>Remove',
    ])
    expect(screen.getAllByRole('list', { name: 'Agents that may use it' })).toHaveLength(1)
  })

  test('Remove asks first; Keep and Escape change nothing, and give the focus back', async () => {
    stage.backend.connections = [grant('ada', { delegations: [delegation('scout')] })]
    show()
    await userEvent.click(await screen.findByRole('button', { name: 'Remove Scout' }))
    const question = screen.getByRole('group', { name: 'Remove Scout?' })
    expect(question).toHaveAccessibleDescription('It can no longer use ada.')
    expect(within(question).getByRole('button', { name: 'Keep' })).toHaveFocus()
    await userEvent.keyboard('{Escape}')
    expect(screen.getByRole('button', { name: 'Remove Scout' })).toHaveFocus()
    await userEvent.click(screen.getByRole('button', { name: 'Remove Scout' }))
    await userEvent.click(screen.getByRole('button', { name: 'Keep' }))
    expect(stage.backend.count(REMOVE)).toBe(0)
  })

  test('after the confirmation it is gone and announced; the account stays', async () => {
    stage.backend.connections = [grant('ada', { delegations: [delegation('scout')] })]
    show()
    await userEvent.click(await screen.findByRole('button', { name: 'Remove Scout' }))
    const question = screen.getByRole('group', { name: 'Remove Scout?' })
    await userEvent.click(within(question).getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(screen.queryByText('Scout')).not.toBeInTheDocument())
    expect(screen.getByText('Removed Scout.')).toBeInTheDocument()
    expect(screen.getByText('ada')).toBeVisible()
    expect(stage.backend.count(REMOVE)).toBe(1)
  })

  test('a failure is shown with its reason, and the agent stays', async () => {
    stage.backend.connections = [grant('ada', { delegations: [delegation('scout')] })]
    stage.backend.instead.set(REMOVE, () => problem('rate_limited', 429))
    show()
    await userEvent.click(await screen.findByRole('button', { name: 'Remove Scout' }))
    const question = screen.getByRole('group', { name: 'Remove Scout?' })
    await userEvent.click(within(question).getByRole('button', { name: 'Remove' }))
    expect((await screen.findAllByText(/^Scout was not removed\. /))[0]).toBeVisible()
    expect(screen.getByRole('button', { name: 'Remove Scout' })).toBeVisible()
  })

  test('in the language of the texts, and in a part of the app’s own', async () => {
    stage.backend.connections = [grant('ada', { delegations: [delegation('scout')] })]
    show({}, de)
    expect(await screen.findByRole('button', { name: 'Entfernen Scout' })).toBeVisible()
    show({ parts: { Agents: ({ account }) => <p>{account.delegations?.length} agents</p> } })
    expect(await screen.findByText('1 agents')).toBeVisible()
  })
})

test('16.3 an agent that the app’s own code fails to remove can be removed again', async () => {
  const failures: unknown[] = []
  // What fails in the app's code is the app's to see: here the test runner would.
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', (reason) => failures.push(reason))
  onTestFinished(() => {
    process.removeAllListeners('unhandledRejection')
    for (const other of others) process.on('unhandledRejection', other)
  })
  const failure = new Error('the app failed')
  render(
    <ul>
      <AccountItem
        account={grant('ada', { delegations: [delegation('scout')] })}
        onRemoveAgent={() => Promise.reject(failure)}
      />
    </ul>,
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Remove Scout' }))
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }))
  expect(await screen.findByRole('button', { name: 'Remove Scout' })).toBeVisible()
  await waitFor(() => expect(failures).toEqual([failure]))
})

describe('16.3 a button for an agent', () => {
  test('names it to the backend, and gets the connection with what was given', async () => {
    const seen: unknown[] = []
    render(
      <AlterProvider>
        <ConnectButton agent="research-bot" provider="google" onSuccess={(list) => void seen.push(...list)} />
      </AlterProvider>,
    )
    await userEvent.click(screen.getByRole('button'))
    await waitFor(() => expect(stage.popups[0]?.token).not.toBe(''))
    expect(stage.backend.seen.find(({ route }) => route === 'POST /api/alter/session')?.body).toEqual({
      provider: 'google',
      agent: 'research-bot',
    })
  })

  test('and a flow without an agent are two flows with their own states', async () => {
    render(
      <AlterProvider>
        <ConnectButton agent="research-bot" provider="google" />
        <ConnectButton provider="google" />
      </AlterProvider>,
    )
    const [forAgent, plain] = screen.getAllByRole('button')
    if (!forAgent || !plain) throw new Error('two buttons')
    await userEvent.click(forAgent)
    await waitFor(() => expect(forAgent).toHaveAttribute('data-status', 'waiting'))
    expect(plain).toHaveAttribute('data-status', 'idle')
  })
})
