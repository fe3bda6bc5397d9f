import { ConnectButton, type ConnectErrorCode } from '@alter/connect-react'
import { type ReactElement, useState } from 'react'
import { GoogleLogo } from './logo.tsx'

const REASONS: Partial<Record<ConnectErrorCode, string>> = {
  access_denied: 'You did not give access, so nothing was connected.',
  popup_blocked: 'Your browser blocked the window. Press the button once more.',
  provider_error: 'Google answered with an error, so nothing was connected.',
  provider_unreachable: 'Google did not answer, so nothing was connected.',
  scope_denied: 'Daybreak cannot show events without the calendar permission.',
  session_expired: 'That took too long, so nothing was connected.',
}

/** The way to a first account; says why the last try did not work. */
export function Invite({ onConnected }: { onConnected: () => void }): ReactElement {
  const [failed, setFailed] = useState<ConnectErrorCode>()
  return (
    <div className="invite">
      <span className="invite-logo">
        <GoogleLogo />
      </span>
      <h3>Start with Google Calendar</h3>
      <p>
        {failed === undefined
          ? 'You choose the account in a small window and say what Daybreak may see.'
          : (REASONS[failed] ?? 'That did not work, and nothing was connected.')}
      </p>
      <ConnectButton
        provider="google"
        onSuccess={onConnected}
        onError={({ code }) => setFailed(code)}
        onExit={() => setFailed(undefined)}
      />
    </div>
  )
}
