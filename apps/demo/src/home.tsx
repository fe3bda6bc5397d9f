import { ConnectedAccounts, type ConnectionsState, useConnections } from '@alter/connect-react'
import type { ReactElement } from 'react'
import { type Accounts, EventsPanel } from './events-panel.tsx'
import { Wordmark } from './logo.tsx'
import type { User } from './me.ts'
import { ScoutPanel } from './scout-panel.tsx'

export interface HomeProps {
  user: User
  calendarUrl: string
  walletUrl: string
  accessTokenTtl: number | undefined
  onSignOut: () => Promise<void>
}

/** The app behind the front door: the events, and the accounts that they come from. */
export function Home({ user, calendarUrl, walletUrl, accessTokenTtl, onSignOut }: HomeProps): ReactElement {
  const connections = useConnections()
  const accounts = accountsIn(connections)
  const [firstName = user.name] = user.name.split(' ')
  return (
    <div className="home">
      <header className="bar">
        <Wordmark />
        <div className="who">
          <span className="who-name" title={user.email}>
            {user.name}
          </span>
          <button className="button" data-kind="quiet" type="button" onClick={() => void onSignOut()}>
            Sign out
          </button>
        </div>
      </header>
      <main className="desk">
        <h1>Hello, {firstName}</h1>
        <div className="work">
          <EventsPanel
            calendarUrl={calendarUrl}
            accessTokenTtl={accessTokenTtl}
            accounts={accounts}
            onCalled={() => void connections.refresh()}
          />
          {accounts === 'some' && <ScoutPanel connections={connections} walletUrl={walletUrl} />}
        </div>
        <aside>
          <h2 id="accounts-title">Connected accounts</h2>
          {accounts === 'none' ? (
            <p className="none">
              Accounts that you connect appear here. You can disconnect them at any time.
            </p>
          ) : (
            <ConnectedAccounts providers={['google']} aria-labelledby="accounts-title" />
          )}
        </aside>
      </main>
      <footer className="foot">
        This app stores no token of Google and no grant id: its backend knows who you are, the vault the rest.
      </footer>
    </div>
  )
}

function accountsIn(state: ConnectionsState): Accounts {
  if (state.status !== 'ready') return 'unknown'
  return state.connections.length === 0 ? 'none' : 'some'
}
