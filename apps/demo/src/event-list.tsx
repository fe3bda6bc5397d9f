import type { ReactElement } from 'react'
import { type CalendarAnswer, type CalendarEvent, isToken } from './calendar.ts'

/** The answer as a person reads it. */
export function EventList({ answer, stale }: { answer: CalendarAnswer; stale: boolean }): ReactElement {
  if (answer.events.length === 0)
    return <p className="hint">Nothing is coming up. Google answered {answer.status}.</p>
  return (
    <ul className="events" data-stale={stale} aria-label={`Events of ${answer.account}`}>
      {answer.events.map((event) => (
        <li className="event" key={event.id} data-kind={isToken(event) ? 'token' : 'event'}>
          <time className="event-day" dateTime={event.start.toISOString()}>
            <span>{weekday.format(event.start)}</span>
            <b>{event.start.getDate()}</b>
          </time>
          <div className="event-text">
            <p className="event-title">{event.title}</p>
            <p className="event-when">
              {when(event)}
              {event.location !== undefined && <span> · {event.location}</span>}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

/** As tall as a usual answer. */
export function EventSkeleton(): ReactElement {
  return (
    <ul className="events" aria-hidden="true" data-skeleton="">
      {[62, 48, 70, 40].map((width) => (
        <li className="event" key={width}>
          <span className="bone event-day" />
          <div className="event-text">
            <span className="bone" data-width={width} />
            <span className="bone" data-width="28" />
          </div>
        </li>
      ))}
    </ul>
  )
}

const weekday = new Intl.DateTimeFormat('en', { weekday: 'short' })
const clock = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' })

function when(event: CalendarEvent): string {
  if (event.allDay) return 'All day'
  return isToken(event) ? clock.format(event.start) : clock.formatRange(event.start, event.end)
}
