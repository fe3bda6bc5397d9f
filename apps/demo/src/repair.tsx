import { ConnectButton } from '@alter/connect-react'
import type { ReactElement } from 'react'
import type { CalendarProblem } from './calendar.ts'

export interface RepairProps {
  problem: CalendarProblem
  /** The account that was asked for. */
  account: string | undefined
  onRepaired: () => void
  onRetry: () => void
}

/** Says why a call failed, and offers what mends it. */
export function Repair(props: RepairProps): ReactElement {
  const { problem, account, onRepaired, onRetry } = props
  const { title, text, offer } = adviceFor(problem, account)
  return (
    <div className="repair" role="group" aria-labelledby="repair-title">
      <h3 id="repair-title">{title}</h3>
      <p>{text}</p>
      <div className="repair-actions">
        {offer === 'connect' && (
          <ConnectButton provider="google" accountHint={account} onSuccess={onRepaired} />
        )}
        {offer === 'reconnect' && (
          <ConnectButton
            provider="google"
            grantId={problem.grantId}
            accountHint={account}
            onSuccess={onRepaired}
          />
        )}
        {offer === 'sign-in' && (
          <a className="button" data-kind="primary" href="/sign-in">
            Sign in again
          </a>
        )}
        {offer === 'retry' && (
          <button className="button" type="button" onClick={onRetry}>
            Try again
          </button>
        )}
      </div>
    </div>
  )
}

interface Advice {
  title: string
  text: string
  offer: 'connect' | 'reconnect' | 'sign-in' | 'retry'
}

function adviceFor(problem: CalendarProblem, account: string | undefined): Advice {
  const who = account ?? 'Google'
  const whose = account ?? 'your Google account'
  switch (problem.code) {
    case 'grant_not_found':
      return { title: `${who} is not connected`, text: 'Connect it, and this call works.', offer: 'connect' }
    case 'approval_required':
      return {
        title: 'This call waits for you',
        text: 'It is sent once you have said yes to it in your Wallet.',
        offer: 'retry',
      }
    case 'grant_revoked':
      return {
        title: account ? `${account} was disconnected` : 'The account was disconnected',
        text: 'Its tokens are gone from the vault.',
        offer: 'reconnect',
      }
    case 'credential_revoked':
      return {
        title: 'Google no longer lets us in',
        text: `The access to ${whose} was removed at Google, or has ended there.`,
        offer: 'reconnect',
      }
    case 'grant_expired':
      return {
        title: `The connection to ${whose} has expired`,
        text: 'Renew it to continue.',
        offer: 'reconnect',
      }
    case 'scope_reauth_required':
      return {
        title: 'One more permission is needed',
        text: `Daybreak needs ${problem.missingScopes.map(shortScope).join(' and ') || 'a new permission'}.`,
        offer: 'reconnect',
      }
    case 'invalid_user_token':
    case 'user_token_required':
      return { title: 'Your sign-in has ended', text: 'Sign in again to continue.', offer: 'sign-in' }
    default:
      return { title: 'That did not work', text: problem.detail, offer: 'retry' }
  }
}

function shortScope(scope: string): string {
  return scope.replace(/^.*\//, '')
}
