import { AccountPicker, useAlterFetch, useConnect, useConnections } from '@alter/connect-react'
import { answer, type MockVault } from '@alter/connect-mock'
import { http, HttpResponse, type RequestHandler } from 'msw'
import { type ReactElement, useState } from 'react'
import type { DIALOG_STATES, HOOK_STATES, PICKER_STATES } from './other-states.ts'
import { connected, FOREVER, found, press, type Scene } from './scene.ts'

function pending(): Promise<never> {
  return new Promise(() => {})
}

function Picker({ provider }: { provider?: string }): ReactElement | null {
  const list = useConnections()
  if (list.status !== 'ready') return null
  return <AccountPicker accounts={list.connections} provider={provider} onPick={pending} />
}

function Google(): ReactElement {
  return <Picker provider="google" />
}

export const PICKER_SCENES: Record<keyof typeof PICKER_STATES, Scene> = {
  'picker-open': { Live: Google, scenario: 'two-accounts', until: '.alter-picker .alter-logo[src]' },
  'picker-working': {
    Live: Google,
    scenario: 'two-accounts',
    async act() {
      await found('.alter-picker .alter-logo[src]')
      await press('.alter-choice')
    },
    until: '.alter-choice[aria-busy=true]',
  },
  'picker-unnamed': { Live: () => <Picker />, scenario: 'two-accounts', until: '.alter-picker' },
}

/** An app that calls its own backend. */
function Caller(): ReactElement {
  const alterFetch = useAlterFetch()
  const [told, tell] = useState('')
  async function call(): Promise<void> {
    const response = await alterFetch('/api/events')
    tell(response.ok ? 'The backend answered with events.' : 'Not now, then.')
  }
  return (
    <div className="stage-row" lang="en">
      <button className="button" type="button" onClick={() => void call()}>
        Load events
      </button>
      <span role="status">{told}</span>
    </div>
  )
}

function events(vault: MockVault): RequestHandler[] {
  return [
    http.get('*/api/events', ({ request }) =>
      answer(() => {
        const account = request.headers.get('x-alter-account')
        return vault.grantFor({
          provider: 'google',
          ...(account !== null && { account: decodeURIComponent(account) }),
        })
      }),
    ),
  ]
}

const call: Pick<Scene, 'Live' | 'handlers' | 'act' | 'until'> = {
  Live: Caller,
  handlers: events,
  act: () => press('.button'),
  until: 'dialog[open] .alter-logo[src]',
}

async function callAndConnect(): Promise<void> {
  await press('.button')
  await press('dialog .alter-button:has(img[src])')
}

export const DIALOG_SCENES: Record<keyof typeof DIALOG_STATES, Scene> = {
  'dialog-connect': call,
  'dialog-pick': { ...call, scenario: 'two-accounts' },
  'dialog-revoked': { ...call, scenario: 'reauth' },
  'dialog-expired': {
    ...call,
    grantTtl: 3600,
    arrange(mock) {
      connected(mock, 'google', 'ada@work.example')
      mock.advance(3600)
    },
  },
  'dialog-scopes': { ...call, scenario: 'scope-missing' },
  'dialog-connecting': {
    ...call,
    arrange: (mock) => mock.delay('session/authorize', FOREVER),
    act: callAndConnect,
    until: 'dialog .alter-help',
  },
  'dialog-failed': { ...call, scenario: 'denied', act: callAndConnect, until: 'dialog .alter-help' },
  'dialog-approve': { ...call, scenario: 'approval-required', until: 'dialog[open] .alter-button' },
  'dialog-approve-elsewhere': {
    ...call,
    handlers: () => [
      http.get('*/api/events', () =>
        HttpResponse.json(
          { code: 'approval_required', provider: 'google', approval_id: 'a' },
          { status: 403, headers: { 'content-type': 'application/problem+json' } },
        ),
      ),
    ],
    until: 'dialog[open] .alter-dialog-text',
  },
}

function Headless(): ReactElement {
  const { state, connect, close } = useConnect({ provider: 'google' })
  return (
    <div className="stage-row" lang="en">
      <button className="button" type="button" onClick={() => connect()}>
        Connect
      </button>
      <button className="button" data-kind="quiet" type="button" onClick={close}>
        Close
      </button>
      <output>{state.status}</output>
    </div>
  )
}

function List(): ReactElement {
  const list = useConnections()
  return (
    <div className="stage-row" lang="en">
      <ul>
        {list.status === 'ready' &&
          list.connections.map((account) => <li key={account.grant_id}>{account.account_identifier}</li>)}
      </ul>
      <button className="button" type="button" onClick={() => void list.refresh()}>
        Refresh
      </button>
    </div>
  )
}

export const HOOK_SCENES: Record<keyof typeof HOOK_STATES, Scene> = {
  'hook-connect': { Live: Headless, until: 'output' },
  'hook-connections': { Live: List, scenario: 'two-accounts', until: 'li' },
}
