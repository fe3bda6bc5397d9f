import { AlterProvider } from '@alter/connect-react'
import { type ReactElement, useEffect, useState } from 'react'
import { Home } from './home.tsx'
import { Landing } from './landing.tsx'
import { fetchMe, type Me } from './me.ts'

type Visit = { status: 'loading' } | { status: 'ready'; me: Me } | { status: 'error' }

/** The whole frontend: a front door, and the app behind it. */
export function Demo(): ReactElement {
  const [visit, setVisit] = useState<Visit>({ status: 'loading' })
  useEffect(() => void loadVisit().then(setVisit), [])

  async function reload(): Promise<void> {
    return setVisit(await loadVisit())
  }
  async function signOut(): Promise<void> {
    await fetch('/sign-out', { method: 'POST' })
    await reload()
  }

  if (visit.status === 'loading') return <p className="wait" role="status" aria-label="Loading" />
  if (visit.status === 'error') {
    return (
      <main className="sorry">
        <h1>Daybreak does not answer</h1>
        <p>Its backend may have been stopped. Start it again, then try once more.</p>
        <button className="button" type="button" onClick={() => void reload()}>
          Try again
        </button>
      </main>
    )
  }
  const { user, calendarUrl, walletUrl, accessTokenTtl } = visit.me
  if (!user) return <Landing />
  return (
    <AlterProvider userKey={user.email}>
      <Home
        user={user}
        calendarUrl={calendarUrl}
        walletUrl={walletUrl}
        accessTokenTtl={accessTokenTtl}
        onSignOut={signOut}
      />
    </AlterProvider>
  )
}

async function loadVisit(): Promise<Visit> {
  try {
    return { status: 'ready', me: await fetchMe() }
  } catch {
    return { status: 'error' }
  }
}
