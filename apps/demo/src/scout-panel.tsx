import { ConnectButton, type ConnectionsState } from '@alter/connect-react'
import { type MouseEvent, type ReactElement, useRef } from 'react'
import type { ScoutStep } from './scout.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { useScout } from './use-scout.ts'

export interface ScoutPanelProps {
  connections: ConnectionsState & { refresh: () => Promise<void> }
  /** Where the vault's page for its users is. */
  walletUrl: string
}

/** An agent with a key of its own: what the user lets it do, and what it does. */
export function ScoutPanel({ connections, walletUrl }: ScoutPanelProps): ReactElement {
  const panel = useRef<HTMLElement>(null)
  useKeptFocus(panel)
  const { steps, isRunning, send } = useScout(() => void connections.refresh())
  const isTrusted =
    connections.status === 'ready' &&
    connections.connections.some(({ delegations = [] }) =>
      delegations.some(({ agent }) => agent.name === 'scout'),
    )
  return (
    <section ref={panel} className="panel scout" aria-labelledby="scout-title" aria-busy={isRunning}>
      <div className="panel-head">
        <h2 id="scout-title">Scout, an agent</h2>
        {isTrusted && (
          <button
            className="button"
            type="button"
            aria-disabled={isRunning}
            onClick={() => !isRunning && void send()}
          >
            {isRunning ? 'Scout is at work…' : 'Find me a free hour'}
          </button>
        )}
      </div>
      <div className="scout-body">
        {isTrusted ? (
          <p>Scout reads your calendar freely, and asks you before it changes anything.</p>
        ) : (
          <>
            <p>
              Scout is a program with a key of its own. It reaches none of your accounts until you give it
              one.
            </p>
            <ConnectButton provider="google" agent="scout" onSuccess={() => void connections.refresh()}>
              Let Scout use Google
            </ConnectButton>
          </>
        )}
        <ol className="scout-steps" aria-label="What Scout did" aria-live="polite">
          {steps.map((step, index) => (
            // Steps are only ever added at the end.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index} data-step={step.step}>
              <Step step={step} isLast={index === steps.length - 1} />
            </li>
          ))}
        </ol>
        <p className="scout-foot">
          <a href={walletUrl} target="_blank" rel="noreferrer">
            Everything that may use your accounts, in your Wallet
          </a>
        </p>
      </div>
    </section>
  )
}

function Step({ step, isLast }: { step: ScoutStep; isLast: boolean }): ReactElement {
  switch (step.step) {
    case 'read':
      return <>Read the calendar: {step.events} entries.</>
    case 'found':
      return <>Found a free hour: {hour.formatRange(step.start, step.end)}.</>
    case 'asks':
      return (
        <>
          Wants to add “{step.title}”, and waits for you.
          {isLast && (
            <a
              className="button"
              data-kind="primary"
              href={step.approvalUrl}
              target="_blank"
              rel="noreferrer"
              onClick={openInWindow}
            >
              Look at it and decide
            </a>
          )}
        </>
      )
    case 'added':
      return (
        <>
          Added “{step.title}” on {hour.format(step.start)}.
        </>
      )
    case 'stopped':
      return <>{STOPPED[step.code] ?? step.detail}</>
  }
  return step satisfies never
}

const STOPPED: Partial<Record<string, string>> = {
  approval_denied: 'You said no: nothing was added.',
  approval_expired: 'Nobody decided in time: nothing was added.',
  no_delegated_grant: 'Scout may no longer use your account.',
  agent_inactive: 'Scout is paused.',
  ambiguous_grant:
    'You gave Scout several accounts, and it does not know which one: remove it from all but one.',
}

/** A small window, as for connecting; without one the link opens a tab. */
function openInWindow(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return
  const opened = window.open(event.currentTarget.href, 'alter-approval', 'popup,width=480,height=760')
  if (opened) event.preventDefault()
}

const hour = new Intl.DateTimeFormat('en', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  hour: 'numeric',
  minute: '2-digit',
})
