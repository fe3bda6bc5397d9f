import { ConnectButton, ConnectedAccounts, useAlterFetch } from '@alter/connect-react'
import '@alter/connect-react/styles.css'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import './style.css'

function Events() {
  const alterFetch = useAlterFetch()
  const [events, setEvents] = useState()

  // "Not connected yet" and its like become a dialog, and then an answer.
  async function load() {
    const response = await alterFetch('/api/events')
    if (response.ok) setEvents((await response.json()).items)
  }

  return (
    <section>
      <button type="button" onClick={load}>
        Load events
      </button>
      <ul>
        {events?.map(({ id, summary }) => (
          <li key={id}>{summary}</li>
        ))}
      </ul>
    </section>
  )
}

createRoot(document.getElementById('root')).render(
  <main>
    <h1>My app</h1>
    <ConnectButton provider="google" />
    <Events />
    <ConnectedAccounts />
  </main>,
)
