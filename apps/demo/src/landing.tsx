import type { ReactElement } from 'react'
import { GoogleLogo, Wordmark } from './logo.tsx'

const WEEK = [
  { day: 'Mon', title: 'Engine review with Charles', time: '9:30' },
  { day: 'Tue', title: 'Lunch with Mary', time: '12:00' },
  { day: 'Thu', title: 'Bernoulli numbers', time: '10:00' },
]

/** What visitors see before they sign in. */
export function Landing(): ReactElement {
  return (
    <div className="landing">
      <header className="bar">
        <Wordmark />
        <a className="button" href="/sign-in">
          Sign in
        </a>
      </header>
      <main className="welcome">
        <div className="pitch">
          <h1>Your week, from every calendar.</h1>
          <p>
            Connect a calendar once. Daybreak asks it for your events on your behalf, and never sees a
            password or keeps a token.
          </p>
          <a className="button" data-kind="primary" href="/sign-in">
            Sign in to start
          </a>
        </div>
        <div className="preview" aria-hidden="true">
          <div className="preview-head">
            <GoogleLogo />
            <span>ada@work.example</span>
            <span className="pill" data-tone="good">
              Connected
            </span>
          </div>
          <ul>
            {WEEK.map(({ day, title, time }) => (
              <li key={day}>
                <span className="preview-day">{day}</span>
                <span className="preview-title">{title}</span>
                <span className="preview-time">{time}</span>
              </li>
            ))}
          </ul>
        </div>
      </main>
      <footer className="foot">
        Daybreak is a demo of Alter: an app that calls third-party APIs for its users, and stores no tokens.
      </footer>
    </div>
  )
}
