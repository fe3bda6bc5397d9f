'use client'

import { useAlterFetch } from '@alter/connect-react'
import { type ReactNode, useState } from 'react'

interface Calendar {
  items: { id: string; summary: string }[]
}

/** Asks the app's own backend; a missing, revoked or ambiguous account becomes a dialog and then an answer. */
export function Events(): ReactNode {
  const alterFetch = useAlterFetch()
  const [calendar, setCalendar] = useState<Calendar>()

  async function load(): Promise<void> {
    const response = await alterFetch('/api/events')
    if (response.ok) setCalendar(await response.json())
  }

  return (
    <section aria-labelledby="events">
      <h2 id="events">Events</h2>
      <button type="button" onClick={load}>
        Load events
      </button>
      <ul>
        {calendar?.items.map(({ id, summary }) => (
          <li key={id}>{summary}</li>
        ))}
      </ul>
    </section>
  )
}
