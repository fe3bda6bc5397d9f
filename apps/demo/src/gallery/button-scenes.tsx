import { ConnectButton, useConnections } from '@alter/connect-react'
import type { ReactElement } from 'react'
import type { BUTTON_STATES } from './button-states.ts'
import { connected, FOREVER, press, type Scene } from './scene.ts'

function Google(): ReactElement {
  return <ConnectButton provider="google" />
}

/** What is loaded a moment later. */
const EXPLAINED: Record<string, string> = {
  waiting: ' + .alter-help',
  detached: ' + .alter-help',
  blocked: ' + .alter-help',
  error: ' + .alter-help',
  exit: ' + .alter-help',
}

function pressed(status: string): Pick<Scene, 'Live' | 'act' | 'until'> {
  return {
    Live: Google,
    act: () => press('.alter-button:has(img)'),
    until: `.alter-button[data-status=${status}]${EXPLAINED[status] ?? ''}`,
  }
}

function Knowing(): ReactElement {
  return <ConnectButton provider="google" showConnected />
}

const KNOWN = '.alter-known-account'

/** The logo has come, so nothing will move. */
const SHOWN = '.alter-button .alter-logo[src]'

export const BUTTON_SCENES: Record<keyof typeof BUTTON_STATES, Scene> = {
  'button-idle': { Live: Google, until: SHOWN },
  'button-choose': { Live: () => <ConnectButton />, until: '.alter-button' },
  'button-opening': { ...pressed('opening'), arrange: (mock) => mock.delay('session', FOREVER) },
  'button-waiting': { ...pressed('waiting'), arrange: (mock) => mock.delay('session/authorize', FOREVER) },
  'button-detached': {
    ...pressed('detached'),
    scenario: 'coop',
    arrange(mock) {
      mock.delay('session/result', FOREVER)
      // The user is in the other window.
      document.hasFocus = () => false
    },
  },
  'button-blocked': { ...pressed('blocked'), scenario: 'blocked' },
  'button-connected': pressed('connected'),
  'button-error': { ...pressed('error'), scenario: 'denied' },
  'button-not-started': {
    ...pressed('error'),
    arrange: (mock) => mock.fail('session', 'internal_error'),
  },
  'button-exit': { ...pressed('exit'), scenario: 'closed' },
  'button-reconnect': { Live: Reconnect, scenario: 'reauth', until: SHOWN },
  'button-disabled': { Live: () => <ConnectButton provider="google" disabled />, until: SHOWN },
  'button-checking': {
    Live: Knowing,
    arrange: (mock) => mock.delay('connections', FOREVER),
    until: '.alter-button[aria-busy=true]',
  },
  'button-known': {
    Live: Knowing,
    arrange: (mock) => connected(mock, 'google', 'ada@work.example'),
    until: KNOWN,
  },
  'button-known-several': { Live: Knowing, scenario: 'two-accounts', until: KNOWN },
  'button-known-waiting': {
    Live: Knowing,
    scenario: 'two-accounts',
    arrange: (mock) => mock.delay('session/authorize', FOREVER),
    act: () => press(`.alter-button:has(${KNOWN})`),
    until: '.alter-help',
  },
  'button-children': {
    Live: () => (
      <ConnectButton provider="google">
        {({ status }) => (status === 'waiting' ? 'One moment' : 'Add your calendar')}
      </ConnectButton>
    ),
    until: '.alter-button',
  },
  'button-as-child': {
    Live: () => (
      <ConnectButton provider="google" asChild>
        <button className="button" data-kind="primary" type="button">
          Start with Google
        </button>
      </ConnectButton>
    ),
    until: '.button',
  },
}

function Reconnect(): ReactElement | null {
  const list = useConnections()
  const [account] = list.status === 'ready' ? list.connections : []
  return account ? <ConnectButton provider="google" grantId={account.grant_id} /> : null
}
